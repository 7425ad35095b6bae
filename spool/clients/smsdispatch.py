"""A client of smsdispatch: copy this file beside your program. Python 3.8 or later, no library.

    import smsdispatch
    spool = smsdispatch.Spool()
    result = spool.send(to="12065550142", body="Your order is ready.", id="order-1042")
    print(result["status"])

A request is submitted when the call returns: it survives a power cut, and the daemon need not be
running. Its members, and those of results, are described in README.md one directory above.
"""
import ctypes
import json
import os
import secrets
import select
import struct
import threading
import time

DEFAULT = "/var/spool/smsdispatch/default"


class NotFinal(TimeoutError):
    """There is no final result yet; `result` is the last one, or None."""

    def __init__(self, submission, result):
        super().__init__(f"{submission.id}: no final result yet")
        self.submission = submission
        self.result = result


class Submission:
    """A request that was submitted: its id, and the token of this very submission."""

    def __init__(self, id, ack):
        self.id = id
        self.ack = ack


class Spool:
    def __init__(self, path=None):
        path = path or os.environ.get("SPOOL") or DEFAULT
        self.incoming = os.path.join(path, "incoming")
        self.results = os.path.join(path, "results")

    def send(self, timeout=60, **request):
        """Submits a message, and returns its final result."""
        return self.wait(self.submit(**request), timeout)

    def verify(self, timeout=60, **request):
        """Has a code sent to `to`, or to the phone of `subject`.

        Returns as soon as the request is accepted or refused: `check` need not wait until the text was
        sent. The result is a refusal if it is final and not "sent".
        """
        return self.wait(self.submit(kind="verify", **request), timeout, final=False)

    def enroll(self, timeout=60, **request):
        """Has a code sent to `to`, whose check saves the number for `subject`; returns as `verify`."""
        return self.wait(self.submit(kind="enroll", **request), timeout, final=False)

    def check(self, verification, code, timeout=60, **request):
        """Compares what a person typed; the result is "approved", or "denied" with a "reason"."""
        request.update(kind="check", verification=verification, code=code)
        return self.wait(self.submit(**request), timeout)

    def submit(self, **request):
        """Puts a request into the spool. Give it an `id`, and you may submit it again after a crash."""
        ack = secrets.token_hex(16)
        given = {name: value for name, value in request.items() if value is not None}
        request = {"id": ack, **given, "ack": ack}
        if not isinstance(request["id"], str):
            raise TypeError("id must be a string")
        draft = os.path.join(self.incoming, "." + ack)
        with open(draft, "x", encoding="utf-8") as file:
            try:
                os.fchmod(file.fileno(), 0o640)
                json.dump(request, file)
                file.flush()
                os.fsync(file.fileno())
                os.rename(draft, os.path.join(self.incoming, ack + ".json"))
            except BaseException:
                os.unlink(draft)
                raise
            # The directory may not be opened; syncing the file again makes its new name durable.
            os.fsync(file.fileno())
        return Submission(request["id"], ack)

    def wait(self, submission, timeout=60, final=True):
        """Returns the final result of a submission; with final=False the first there is.

        A file that nobody can read, or that is no JSON, is refused after 10 s.
        """
        deadline = time.monotonic() + timeout
        with _Changes(self.results, submission) as changes:
            while True:
                result = self.result(submission)
                if result and (result["final"] or not final):
                    return result
                left = deadline - time.monotonic()
                if left <= 0:
                    raise NotFinal(submission, result)
                changes.wait(left)

    def result(self, submission):
        """Returns the result of this submission as it is now; None if there is none.

        The result under its id may be an earlier request's: then it lacks the token.
        """
        refusal = self._read(submission.ack)
        if refusal and refusal.get("ack", refusal["id"]) == submission.ack:
            return refusal
        result = self._read(submission.id)
        return result if result and submission.ack in result.get("acks", []) else None

    def _read(self, id):
        try:
            with open(os.path.join(self.results, id + ".json"), encoding="utf-8") as file:
                return json.load(file)
        except FileNotFoundError:
            return None


class _Changes:
    """Wakes when one of a submission's results appears: by inotify, else by the clock."""

    MOVED_TO = 0x80
    # Against every surprise it looks again after so many seconds.
    RECHECK = 1.0

    def __init__(self, directory, submission):
        self.names = {name.encode() + b".json" for name in (submission.id, submission.ack)}
        self.pause = 0.005
        self.fd = -1
        try:
            libc = ctypes.CDLL(None, use_errno=True)
            self.fd = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
            if libc.inotify_add_watch(self.fd, os.fsencode(directory), self.MOVED_TO) < 0:
                self.__exit__()
        except (OSError, AttributeError):
            pass

    def wait(self, seconds):
        if self.fd < 0:
            time.sleep(min(self.pause, seconds))
            self.pause = min(self.pause * 1.5, 0.5)
            return
        end = time.monotonic() + min(seconds, self.RECHECK)
        while (left := end - time.monotonic()) > 0:
            if select.select([self.fd], [], [], left)[0] and self._read() & self.names:
                return

    def _read(self):
        events, names = os.read(self.fd, 65536), set()
        while events:
            length = struct.unpack_from("I", events, 12)[0]
            names.add(events[16 : 16 + length].rstrip(b"\0"))
            events = events[16 + length :]
        return names

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.fd >= 0:
            # The kernel takes up to 25 ms to close it: the caller need not wait for that.
            threading.Thread(target=os.close, args=(self.fd,), daemon=True).start()
            self.fd = -1
