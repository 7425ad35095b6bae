// Package smsdispatch is a client of smsdispatch: copy this file into a directory of your module. Go
// 1.18 or later on Linux, the standard library alone.
//
//	spool := smsdispatch.Open("")
//	result, err := spool.Send(ctx, smsdispatch.Fields{
//		"to": "12065550142", "body": "Your order is ready.", "id": "order-1042",
//	})
//
// A request is submitted when the call returns: it survives a power cut, and the daemon need not be
// running. Its members, and those of results, are described in README.md one directory above.
package smsdispatch

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// Fields are the members of a request or of a result.
type Fields map[string]any

// Status is what became of the request so far, as "sent" or "rejected".
func (f Fields) Status() string {
	text, _ := f["status"].(string)
	return text
}

// Final reports whether this was the last word.
func (f Fields) Final() bool { return f["final"] == true }

// Hint is what to do about the error, or nothing.
func (f Fields) Hint() string {
	problem, _ := f["error"].(map[string]any)
	text, _ := problem["hint"].(string)
	return text
}

// Submission is a request that was submitted: its id, and the token of this very submission.
type Submission struct{ ID, Ack string }

// Spool is the directory that requests go into, and results come out of.
type Spool struct{ incoming, results string }

// Open names a spool; "" is $SPOOL, or the default one.
func Open(path string) Spool {
	if path == "" {
		path = os.Getenv("SPOOL")
	}
	if path == "" {
		path = "/var/spool/smsdispatch/default"
	}
	return Spool{filepath.Join(path, "incoming"), filepath.Join(path, "results")}
}

// Send submits a message, and returns its final result.
func (s Spool) Send(ctx context.Context, request Fields) (Fields, error) {
	return s.ask(ctx, request, true)
}

// Verify has a code sent to "to", or to the phone of "subject".
//
// It returns as soon as the request is accepted or refused: Check need not wait until the text was
// sent. The result is a refusal if it is final and not "sent".
func (s Spool) Verify(ctx context.Context, request Fields) (Fields, error) {
	return s.ask(ctx, with(request, "kind", "verify"), false)
}

// Enroll has a code sent to "to", whose check saves the number for "subject"; it returns as Verify.
func (s Spool) Enroll(ctx context.Context, request Fields) (Fields, error) {
	return s.ask(ctx, with(request, "kind", "enroll"), false)
}

// Check compares what a person typed; the result is "approved", or "denied" with a "reason".
func (s Spool) Check(ctx context.Context, verification, code string) (Fields, error) {
	return s.ask(ctx, Fields{"kind": "check", "verification": verification, "code": code}, true)
}

func (s Spool) ask(ctx context.Context, request Fields, final bool) (Fields, error) {
	submission, err := s.Submit(request)
	if err != nil {
		return nil, err
	}
	return s.Wait(ctx, submission, final)
}

func with(request Fields, name, value string) Fields {
	whole := Fields{}
	for key, member := range request {
		whole[key] = member
	}
	whole[name] = value
	return whole
}

// Submit puts a request into the spool. Give it an "id", and you may submit it again after a crash.
func (s Spool) Submit(request Fields) (Submission, error) {
	random := make([]byte, 16)
	if _, err := rand.Read(random); err != nil {
		return Submission{}, err
	}
	ack := hex.EncodeToString(random)
	request = with(request, "ack", ack)
	id, ok := request["id"].(string)
	if !ok {
		id = ack
		request["id"] = id
	}
	text, err := json.Marshal(request)
	if err != nil {
		return Submission{}, err
	}
	return Submission{id, ack}, s.write(ack, text)
}

func (s Spool) write(ack string, text []byte) error {
	draft := filepath.Join(s.incoming, "."+ack)
	file, err := os.OpenFile(draft, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o640)
	if err != nil {
		return err
	}
	defer file.Close()
	steps := []func() error{
		func() error { return file.Chmod(0o640) },
		func() error { _, err := file.Write(text); return err },
		file.Sync,
		func() error { return os.Rename(draft, filepath.Join(s.incoming, ack+".json")) },
		// The directory may not be opened; syncing the file again makes its new name durable.
		file.Sync,
	}
	for _, step := range steps {
		if err := step(); err != nil {
			os.Remove(draft)
			return err
		}
	}
	return nil
}

// Wait returns the final result of a submission, or with final false the first there is. If the
// context ends before, it returns its error and the last result.
//
// A file that nobody can read, or that is no JSON, is refused after 10 s.
func (s Spool) Wait(ctx context.Context, submission Submission, final bool) (Fields, error) {
	changes := watch(s.results, submission)
	defer changes.close()
	for {
		result, err := s.Result(submission)
		if err != nil || result != nil && (result.Final() || !final) {
			return result, err
		}
		if ctx.Err() != nil {
			return result, ctx.Err()
		}
		changes.wait(ctx)
	}
}

// Result returns the result of this submission as it is now, or nil.
//
// The result under its id may be an earlier request's: then it lacks the token.
func (s Spool) Result(submission Submission) (Fields, error) {
	refusal, err := s.read(submission.Ack)
	if err != nil {
		return nil, err
	}
	if refusal != nil {
		token, ok := refusal["ack"]
		if !ok {
			token = refusal["id"]
		}
		if token == submission.Ack {
			return refusal, nil
		}
	}
	result, err := s.read(submission.ID)
	acks, _ := result["acks"].([]any)
	for _, ack := range acks {
		if ack == submission.Ack {
			return result, err
		}
	}
	return nil, err
}

func (s Spool) read(id string) (Fields, error) {
	text, err := os.ReadFile(filepath.Join(s.results, id+".json"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var result Fields
	if err == nil {
		err = json.Unmarshal(text, &result)
	}
	return result, err
}

// changes wakes when one of a submission's results appears: by inotify, else by the clock.
type changes struct {
	file  *os.File
	names [][]byte
	pause time.Duration
}

func watch(directory string, submission Submission) *changes {
	c := &changes{pause: 5 * time.Millisecond}
	for _, id := range []string{submission.ID, submission.Ack} {
		c.names = append(c.names, []byte(id+".json\x00"))
	}
	fd, err := syscall.InotifyInit1(syscall.IN_NONBLOCK | syscall.IN_CLOEXEC)
	if err != nil {
		return c
	}
	c.file = os.NewFile(uintptr(fd), "inotify")
	if _, err := syscall.InotifyAddWatch(fd, directory, syscall.IN_MOVED_TO); err != nil {
		c.close()
	}
	return c
}

// wait returns at a change, at the context's end, or when it is time to look again.
func (c *changes) wait(ctx context.Context) {
	pause := time.Second
	if c.file == nil {
		pause = c.pause
		c.pause = min(c.pause*3/2, time.Second/2)
	}
	end := time.Now().Add(pause)
	if deadline, ok := ctx.Deadline(); ok && deadline.Before(end) {
		end = deadline
	}
	if c.file == nil || c.file.SetReadDeadline(end) != nil {
		time.Sleep(time.Until(end))
		return
	}
	events := make([]byte, 65536)
	for ctx.Err() == nil {
		count, err := c.file.Read(events)
		if err != nil {
			return
		}
		for _, name := range c.names {
			if bytes.Contains(events[:count], name) {
				return
			}
		}
	}
}

func min(a, b time.Duration) time.Duration {
	if a < b {
		return a
	}
	return b
}

func (c *changes) close() {
	if c.file != nil {
		// The kernel takes up to 25 ms to close it: the caller need not wait for that.
		go c.file.Close()
		c.file = nil
	}
}
