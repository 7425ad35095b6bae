// Keeps a page as new as the daemon's state. Everything else works without it.
"use strict";
(() => {
  const stream = document.getElementById("stream");
  const main = document.getElementById("main");
  if (!stream || !main) return;
  const address = stream.dataset.live;
  const pause = 5000;
  let source = null;
  let isLost = false;
  let last = new Date();

  // A form is good once: a second press of its button would only be refused.
  const sent = new Set();
  document.addEventListener("submit", (event) => {
    if (sent.has(event.target)) event.preventDefault();
    sent.add(event.target);
  });
  addEventListener("pageshow", () => sent.clear());

  // Announced by screen readers, so it changes only with the state.
  const say = (words, kind) => {
    if (stream.textContent === words) return;
    stream.textContent = words;
    stream.className = "stream " + kind;
  };
  // As all times of the pages.
  const time = () => last.toISOString().slice(11, 19) + " UTC";
  const lost = () => {
    isLost = true;
    say("Connection lost; last state from " + time() + ".", "lost");
  };

  // What identifies a node among its siblings: a row goes by its first cell.
  const key = (node) =>
    node.nodeName === "TR"
      ? "tr " + node.firstElementChild?.textContent
      : node.id || node.dataset?.key || "";
  const isSame = (a, b) => a.nodeName === b.nodeName && key(a) === key(b);

  // Makes a node like another one. What stays keeps its focus, its selection and its scrolling.
  const morph = (from, to) => {
    if (from.nodeType === Node.TEXT_NODE) {
      if (from.data !== to.data) from.data = to.data;
      return;
    }
    if (from.nodeType !== Node.ELEMENT_NODE) return;
    for (const { name } of [...from.attributes]) {
      if (name !== "open" && !to.hasAttribute(name)) from.removeAttribute(name);
    }
    for (const { name, value } of to.attributes) {
      if (name !== "open" && from.getAttribute(name) !== value) from.setAttribute(name, value);
    }
    morphChildren(from, to);
  };
  const morphChildren = (from, to) => {
    const children = [...to.childNodes];
    const keys = new Set(children.map(key));
    let old = from.firstChild;
    const drop = () => {
      const next = old.nextSibling;
      old.remove();
      old = next;
    };
    for (const child of children) {
      while (old && key(old) && !keys.has(key(old))) drop();
      if (old && isSame(old, child)) {
        morph(old, child);
        old = old.nextSibling;
      } else {
        from.insertBefore(child, old);
        if (old && !key(old)) drop();
      }
    }
    while (old) drop();
  };

  // What a screen reader says of a control; no two of a page are the same.
  const name = (control) => control.getAttribute("aria-label") || control.textContent;
  const renew = (text) => {
    const template = document.createElement("template");
    template.innerHTML = text;
    const focused = document.activeElement;
    morphChildren(main, template.content);
    last = new Date();
    // A row that moved is another one; the focus goes with it.
    if (focused.isConnected) return;
    [...main.querySelectorAll(focused.nodeName)]
      .find((control) => name(control) === name(focused))
      ?.focus({ preventScroll: true });
  };

  const open = () => {
    if (source || document.hidden) return;
    source = new EventSource(address);
    source.addEventListener("open", () => {
      // The daemon may be another version since.
      if (isLost) location.reload();
      else say("Live", "live");
    });
    source.addEventListener("main", (event) => renew(event.data));
    source.addEventListener("end", () => {
      close();
      location.reload();
    });
    source.addEventListener("error", () => {
      lost();
      // It tries again by itself unless it was refused.
      if (source && source.readyState === EventSource.CLOSED) {
        close();
        setTimeout(look, pause);
      }
    });
  };
  const close = () => {
    source?.close();
    source = null;
  };

  // Refused: is the session over, or are there only too many streams?
  const look = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(location.href, { method: "HEAD", redirect: "manual" });
      if (answer.status !== 200) return location.reload();
      isLost = false;
      say("Not live: state from " + time() + ".", "lost");
      setTimeout(open, 3 * pause);
    } catch {
      setTimeout(look, pause);
    }
  };

  if (address) {
    open();
    // Browsers open six connections to a host: a hidden page leaves its own to others.
    document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
    addEventListener("pagehide", close);
    addEventListener("pageshow", (event) => event.persisted && open());
  } else if (stream.dataset.ends) {
    const left = Number(stream.dataset.ends) - Date.now();
    const words = "This session has changed or ended: load the page again.";
    setTimeout(() => say(words, "lost"), Math.max(0, Math.min(left, 2147483647)));
  }
})();
