// A client of smsdispatch: copy this file beside your program. Node 18 or later, no library.
//
//   import { Spool } from "./smsdispatch.mjs";
//   const spool = new Spool();
//   const result = await spool.send({ to: "12065550142", body: "Your order is ready.", id: "order-1042" });
//   console.log(result.status);
//
// A request is submitted when the call returns: it survives a power cut, and the daemon need not be
// running. Its members, and those of results, are described in README.md one directory above.
import { randomBytes } from "node:crypto";
import { watch } from "node:fs";
import { open, readFile, rename, unlink } from "node:fs/promises";

/** There is no final result yet; `result` is the last one, or null. */
export class NotFinal extends Error {
  constructor(submission, result) {
    super(`${submission.id}: no final result yet`);
    this.submission = submission;
    this.result = result;
  }
}

export class Spool {
  constructor(path = process.env.SPOOL || "/var/spool/smsdispatch/default") {
    this.incoming = `${path}/incoming`;
    this.results = `${path}/results`;
  }

  /** Submits a message, and resolves to its final result. */
  async send(request, seconds = 60) {
    return this.wait(await this.submit(request), seconds);
  }

  /**
   * Has a code sent to `to`, or to the phone of `subject`.
   *
   * Resolves as soon as the request is accepted or refused: `check` need not wait until the text was
   * sent. The result is a refusal if it is final and not "sent".
   */
  async verify(request, seconds = 60) {
    return this.wait(await this.submit({ ...request, kind: "verify" }), seconds, false);
  }

  /** Has a code sent to `to`, whose check saves the number for `subject`; resolves as `verify`. */
  async enroll(request, seconds = 60) {
    return this.wait(await this.submit({ ...request, kind: "enroll" }), seconds, false);
  }

  /** Compares what a person typed; the result is "approved", or "denied" with a `reason`. */
  async check(verification, code, seconds = 60) {
    return this.wait(await this.submit({ kind: "check", verification, code }), seconds);
  }

  /** Puts a request into the spool. Give it an `id`, and you may submit it again after a crash. */
  async submit(request) {
    const ack = randomBytes(16).toString("hex");
    const whole = { id: ack, ...request, ack };
    const draft = `${this.incoming}/.${ack}`;
    const file = await open(draft, "wx", 0o640);
    try {
      await file.chmod(0o640);
      await file.writeFile(JSON.stringify(whole));
      await file.sync();
      await rename(draft, `${this.incoming}/${ack}.json`);
      // The directory may not be opened; syncing the file again makes its new name durable.
      await file.sync();
    } catch (error) {
      await unlink(draft).catch(() => {});
      throw error;
    } finally {
      await file.close();
    }
    return { id: whole.id, ack };
  }

  /**
   * Resolves to the final result of a submission; with `final` false to the first there is.
   *
   * A file that nobody can read, or that is no JSON, is refused after 10 s.
   */
  async wait(submission, seconds = 60, final = true) {
    const deadline = performance.now() + seconds * 1000;
    const changes = new Changes(this.results, submission);
    try {
      for (;;) {
        const result = await this.result(submission);
        if (result && (result.final || !final)) return result;
        const left = deadline - performance.now();
        if (left <= 0) throw new NotFinal(submission, result);
        await changes.next(left);
      }
    } finally {
      changes.close();
    }
  }

  /**
   * Resolves to the result of this submission as it is now; null if there is none.
   *
   * The result under its id may be an earlier request's: then it lacks the token.
   */
  async result({ id, ack }) {
    const refusal = await this.#read(ack);
    if (refusal && (refusal.ack ?? refusal.id) === ack) return refusal;
    const result = await this.#read(id);
    return result?.acks?.includes(ack) ? result : null;
  }

  async #read(id) {
    try {
      return JSON.parse(await readFile(`${this.results}/${id}.json`, "utf8"));
    } catch (error) {
      if (error.code === "ENOENT") return null;
      throw error;
    }
  }
}

/** Wakes when one of a submission's results appears: by inotify, else by the clock. */
class Changes {
  #watcher = null;
  #hasChanged = false;
  #wake = () => {};
  #pause = 5;

  constructor(directory, { id, ack }) {
    const names = [`${id}.json`, `${ack}.json`];
    try {
      this.#watcher = watch(directory, (_, name) => {
        if (!names.includes(name)) return;
        this.#hasChanged = true;
        this.#wake();
      });
      this.#watcher.on("error", () => this.close());
    } catch {
      // No watch is left, or the file system has none.
    }
  }

  /** Resolves at a change, or when it is time to look again. */
  async next(left) {
    if (!this.#hasChanged) {
      const pause = this.#watcher ? 1000 : this.#pause;
      this.#pause = Math.min(this.#pause * 1.5, 500);
      let timer;
      await new Promise((resolve) => {
        this.#wake = resolve;
        timer = setTimeout(resolve, Math.min(left, pause));
      });
      clearTimeout(timer);
    }
    this.#hasChanged = false;
  }

  close() {
    this.#watcher?.close();
    this.#watcher = null;
  }
}
