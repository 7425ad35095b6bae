<?php
// send.php ID TO BODY
require 'smsdispatch.php';

[, $id, $to, $body] = $argv;
try {
    $result = (new SMSDispatch\Spool())->send(['id' => $id, 'to' => $to, 'body' => $body]);
} catch (SMSDispatch\NotFinal $error) {
    fwrite(STDERR, $error->getMessage() . "\n");
    exit(75);
}
echo json_encode($result, JSON_PRETTY_PRINT), "\n";
exit($result['status'] === 'sent' ? 0 : 1);
