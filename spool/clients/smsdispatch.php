<?php
// A client of smsdispatch: copy this file beside your program. PHP 8.1 or later, no extension.
//
//   require 'smsdispatch.php';
//   $spool = new SMSDispatch\Spool();
//   $result = $spool->send(['to' => '12065550142', 'body' => 'Your order is ready.', 'id' => 'order-1042']);
//   echo $result['status'];
//
// A request is submitted when the call returns: it survives a power cut, and the daemon need not be
// running. Its members, and those of results, are described in README.md one directory above.

declare(strict_types=1);

namespace SMSDispatch;

/** There is no final result yet; `result` is the last one, or null. */
class NotFinal extends \RuntimeException
{
    public function __construct(public readonly Submission $submission, public readonly ?array $result)
    {
        parent::__construct("{$submission->id}: no final result yet");
    }
}

/** A request that was submitted: its id, and the token of this very submission. */
class Submission
{
    public function __construct(public readonly string $id, public readonly string $ack)
    {
    }
}

class Spool
{
    private readonly string $incoming;
    private readonly string $results;

    public function __construct(?string $path = null)
    {
        $path ??= getenv('SPOOL') ?: '/var/spool/smsdispatch/default';
        $this->incoming = "$path/incoming";
        $this->results = "$path/results";
    }

    /** Submits a message, and returns its final result. */
    public function send(array $request, float $seconds = 60): array
    {
        return $this->wait($this->submit($request), $seconds);
    }

    /**
     * Has a code sent to `to`, or to the phone of `subject`.
     *
     * Returns as soon as the request is accepted or refused: `check` need not wait until the text was
     * sent. The result is a refusal if it is final and not "sent".
     */
    public function verify(array $request, float $seconds = 60): array
    {
        return $this->wait($this->submit(['kind' => 'verify'] + $request), $seconds, false);
    }

    /** Has a code sent to `to`, whose check saves the number for `subject`; returns as `verify`. */
    public function enroll(array $request, float $seconds = 60): array
    {
        return $this->wait($this->submit(['kind' => 'enroll'] + $request), $seconds, false);
    }

    /** Compares what a person typed; the result is "approved", or "denied" with a "reason". */
    public function check(string $verification, string $code, float $seconds = 60): array
    {
        $request = ['kind' => 'check', 'verification' => $verification, 'code' => $code];
        return $this->wait($this->submit($request), $seconds);
    }

    /** Puts a request into the spool. Give it an `id`, and you may submit it again after a crash. */
    public function submit(array $request): Submission
    {
        $ack = bin2hex(random_bytes(16));
        $given = array_filter($request, fn ($value) => $value !== null);
        $request = ['ack' => $ack] + $given + ['id' => $ack];
        if (!is_string($request['id'])) {
            throw new \TypeError('id must be a string');
        }
        $text = json_encode($request, JSON_THROW_ON_ERROR);
        $draft = "{$this->incoming}/.$ack";
        $file = fopen($draft, 'x');
        if ($file === false) {
            throw new \RuntimeException("$draft cannot be created");
        }
        $done = chmod($draft, 0640) && fwrite($file, $text) === strlen($text) && fsync($file)
            && rename($draft, "{$this->incoming}/$ack.json");
        // The directory may not be opened; syncing the file again makes its new name durable.
        $done = $done && fsync($file);
        fclose($file);
        if (!$done) {
            @unlink($draft);
            throw new \RuntimeException("$draft cannot be submitted");
        }
        return new Submission($request['id'], $ack);
    }

    /**
     * Returns the final result of a submission; with $final false the first there is.
     *
     * PHP has no inotify of its own: it looks every 5 ms at first, then less often. A file that nobody
     * can read, or that is no JSON, is refused after 10 s.
     */
    public function wait(Submission $submission, float $seconds = 60, bool $final = true): array
    {
        $deadline = microtime(true) + $seconds;
        for ($pause = 5_000; ; $pause = min((int) ($pause * 1.5), 500_000)) {
            $result = $this->result($submission);
            if ($result !== null && ($result['final'] || !$final)) {
                return $result;
            }
            $left = $deadline - microtime(true);
            if ($left <= 0) {
                throw new NotFinal($submission, $result);
            }
            usleep((int) min($pause, $left * 1_000_000));
        }
    }

    /**
     * Returns the result of this submission as it is now; null if there is none.
     *
     * The result under its id may be an earlier request's: then it lacks the token.
     */
    public function result(Submission $submission): ?array
    {
        $refusal = $this->read($submission->ack);
        if ($refusal !== null && ($refusal['ack'] ?? $refusal['id']) === $submission->ack) {
            return $refusal;
        }
        $result = $this->read($submission->id);
        return in_array($submission->ack, $result['acks'] ?? [], true) ? $result : null;
    }

    private function read(string $id): ?array
    {
        $text = @file_get_contents("{$this->results}/$id.json");
        return $text === false ? null : json_decode($text, true, flags: JSON_THROW_ON_ERROR);
    }
}
