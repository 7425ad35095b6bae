<?php
// login.php NUMBER
require 'smsdispatch.php';

$spool = new SMSDispatch\Spool();
$login = $spool->verify(['to' => $argv[1]]);
if ($login['final'] && $login['status'] !== 'sent') {
    exit($login['error']['message'] . "\n");
}
echo 'Code: ';
$verdict = $spool->check($login['id'], trim(fgets(STDIN)));
echo $verdict['status'], ' ', $verdict['reason'] ?? '', "\n";
exit($verdict['status'] === 'approved' ? 0 : 1);
