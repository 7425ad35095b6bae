/// What `status` shows of `StatusView.night`.
enum StatusScreens {
  static let night80 = """
    Daemon: running, process 4711, for 2 h 5 min
    2,013 messages wait, the oldest for 3 h; 3 in doubt.

    paused    intake of alerts, billing, crm and 5 more for 5 min: 86 MiB free on
              /var/spool/smsdispatch/alerts, less than 100 MiB; 310 files wait in
              incoming/, the oldest for 4 min
              Free space there, or lower min_free_mb; what waits is sent meanwhile.
              → df -h /var/spool/smsdispatch/alerts
    paused    account main for 42 min: unauthorized; 1,204 wait, the oldest for 42
              min; probed again in 12 s
              The access key and the secret key of account main do not match a
              Flowroute account. They were read from /etc/smsdispatch/access-key a…
              → smsdispatch doctor
    slowed    account bulk for 12 min: 0.63/s instead of 5/s, too_many_requests;
              1,204 in the last hour, the last 8 s ago; silent for another 2 s; 809
              wait, the oldest for 3 h
              The provider allows fewer messages than messages_per_second of the
              account; if others use the same account, lower it and reload.
              → smsdispatch list --error too_many_requests
    held      spool newsletter for 3 h 3 min, by anna; 96 wait, the oldest for 3 h
              → smsdispatch release --spool newsletter

    SPOOL       STATE         WAITING  OLDEST  FILES  IN_DOUBT    SENT
    crm         paused              -       -    310         -      12
    default     paused          1,204  42 min      -         3   1,003
    newsletter  paused, held       96     3 h      -         -       -
    shop        paused            713  12 min      -         -  10,233
    4 others    paused              -       -      -         -      48

    ACCOUNT  STATE    SINCE         RATE  WAITING  OLDEST  LAST ERROR
    bulk     slowed  12 min  0.63 of 5/s      809     3 h  too_many_requests 8 s ago
    main     paused  42 min     0 of 5/s    1,204  42 min  unauthorized 42 min ago

    LANE                PRIORITY  WAITING  OLDEST         DUE
    newsletter by bulk  bulk           96     3 h     3 h ago
    default by main     normal      1,201  42 min  42 min ago
    default by main     high            3   1 min   1 min ago
    shop by bulk        normal        713  12 min      in 2 s

    LAST HOUR          WHERE         COUNT        LAST
    too_many_requests  account bulk  1,204     8 s ago
    invalid_request    spool forms       2  25 min ago
    unauthorized       account main     16  42 min ago
    """

  static let night24 = """
    Daemon: running, process 4711, for 2 h 5 min
    2,013 messages wait, the oldest for 3 h; 3 in doubt.

    paused    intake of alerts, billing, crm and 5 more for 5 min: 86 MiB free on
              /var/spool/smsdispatch/alerts, less than 100 MiB; 310 files wait in
              incoming/, the oldest for 4 min
              → df -h /var/spool/smsdispatch/alerts
    paused    account main for 42 min: unauthorized; 1,204 wait, the oldest for 42
              min; probed again in 12 s
              → smsdispatch doctor
    slowed    account bulk for 12 min: 0.63/s instead of 5/s, too_many_requests;
              1,204 in the last hour, the last 8 s ago; silent for another 2 s; 809
              wait, the oldest for 3 h
              → smsdispatch list --error too_many_requests
    held      spool newsletter for 3 h 3 min, by anna; 96 wait, the oldest for 3 h
              → smsdispatch release --spool newsletter

    ACCOUNT  STATE    SINCE         RATE  WAITING  OLDEST  LAST ERROR
    bulk     slowed  12 min  0.63 of 5/s      809     3 h  too_many_requests 8 s ago
    main     paused  42 min     0 of 5/s    1,204  42 min  unauthorized 42 min ago

    'smsdispatch status --full' shows more.
    """

  static let night60 = """
    Daemon: running, process 4711, for 2 h 5 min
    2,013 messages wait, the oldest for 3 h; 3 in doubt.

    paused    intake of alerts, billing, crm and 5 more for 5
              min: 86 MiB free on /var/spool/smsdispatch/alerts,
              less than 100 MiB; 310 files wait in incoming/,
              the oldest for 4 min
              Free space there, or lower min_free_mb; what waits
              is sent meanwhile.
              → df -h /var/spool/smsdispatch/alerts
    paused    account main for 42 min: unauthorized; 1,204 wait,
              the oldest for 42 min; probed again in 12 s
              The access key and the secret key of account main
              do not match a Flowroute account. They were read …
              → smsdispatch doctor
    slowed    account bulk for 12 min: 0.63/s instead of 5/s,
              too_many_requests; 1,204 in the last hour, the
              last 8 s ago; silent for another 2 s; 809 wait,
              the oldest for 3 h
              The provider allows fewer messages than
              messages_per_second of the account; if others u…
              → smsdispatch list --error too_many_requests
    held      spool newsletter for 3 h 3 min, by anna; 96 wait,
              the oldest for 3 h
              → smsdispatch release --spool newsletter

    SPOOL       STATE         WAITING  OLDEST  FILES  IN_DOUBT
    crm         paused              -       -    310         -
    default     paused          1,204  42 min      -         3
    newsletter  paused, held       96     3 h      -         -
    shop        paused            713  12 min      -         -
    4 others    paused              -       -      -         -

    ACCOUNT  STATE    SINCE         RATE  WAITING  OLDEST
    bulk     slowed  12 min  0.63 of 5/s      809     3 h
    main     paused  42 min     0 of 5/s    1,204  42 min

    LANE                PRIORITY  WAITING  OLDEST         DUE
    newsletter by bulk  bulk           96     3 h     3 h ago
    default by main     normal      1,201  42 min  42 min ago
    default by main     high            3   1 min   1 min ago
    shop by bulk        normal        713  12 min      in 2 s

    LAST HOUR          WHERE         COUNT        LAST
    too_many_requests  account bulk  1,204     8 s ago
    invalid_request    spool forms       2  25 min ago
    unauthorized       account main     16  42 min ago
    """

  static let night120 = """
    Daemon: running, process 4711, for 2 h 5 min
    2,013 messages wait, the oldest for 3 h; 3 in doubt.

    paused    intake of alerts, billing, crm and 5 more for 5 min: 86 MiB free on \
    /var/spool/smsdispatch/alerts, less than
              100 MiB; 310 files wait in incoming/, the oldest for 4 min
              Free space there, or lower min_free_mb; what waits is sent meanwhile.
              → df -h /var/spool/smsdispatch/alerts
    paused    account main for 42 min: unauthorized; 1,204 wait, the oldest for 42 min; \
    probed again in 12 s
              The access key and the secret key of account main do not match a Flowroute \
    account. They were read from
              /etc/smsdispatch/access-key and /etc/smsdispatch/secret-key. Compare both with \
    the API credentials page.
              → smsdispatch doctor
    slowed    account bulk for 12 min: 0.63/s instead of 5/s, too_many_requests; 1,204 in the \
    last hour, the last 8 s ago;
              silent for another 2 s; 809 wait, the oldest for 3 h
              The provider allows fewer messages than messages_per_second of the account; if \
    others use the same account,
              lower it and reload.
              → smsdispatch list --error too_many_requests
    held      spool newsletter for 3 h 3 min, by anna; 96 wait, the oldest for 3 h
              → smsdispatch release --spool newsletter

    SPOOL       STATE         WAITING  OLDEST  FILES  IN_DOUBT    SENT
    crm         paused              -       -    310         -      12
    default     paused          1,204  42 min      -         3   1,003
    newsletter  paused, held       96     3 h      -         -       -
    shop        paused            713  12 min      -         -  10,233
    4 others    paused              -       -      -         -      48

    ACCOUNT  STATE    SINCE         RATE  WAITING  OLDEST  LAST ERROR
    bulk     slowed  12 min  0.63 of 5/s      809     3 h  too_many_requests 8 s ago
    main     paused  42 min     0 of 5/s    1,204  42 min  unauthorized 42 min ago

    LANE                PRIORITY  WAITING  OLDEST         DUE
    newsletter by bulk  bulk           96     3 h     3 h ago
    default by main     normal      1,201  42 min  42 min ago
    default by main     high            3   1 min   1 min ago
    shop by bulk        normal        713  12 min      in 2 s

    LAST HOUR          WHERE         COUNT        LAST
    too_many_requests  account bulk  1,204     8 s ago
    invalid_request    spool forms       2  25 min ago
    unauthorized       account main     16  42 min ago
    """

  /// The same as `night24`, with its styles: R{red}, Y{yellow}, G{green}, B{bold}, F{faint}.
  static let coloured = """
    Daemon: G{running, process 4711}, for 2 h 5 min
    2,013 messages wait, the oldest for 3 h; 3 in doubt.

    R{paused}    intake of alerts, billing, crm and 5 more for 5 min: 86 MiB free on
              /var/spool/smsdispatch/alerts, less than 100 MiB; 310 files wait in
              incoming/, the oldest for 4 min
              B{→ df -h /var/spool/smsdispatch/alerts}
    R{paused}    account main for 42 min: unauthorized; 1,204 wait, the oldest for 42
              min; probed again in 12 s
              B{→ smsdispatch doctor}
    Y{slowed}    account bulk for 12 min: 0.63/s instead of 5/s, too_many_requests;
              1,204 in the last hour, the last 8 s ago; silent for another 2 s; 809
              wait, the oldest for 3 h
              B{→ smsdispatch list --error too_many_requests}
    Y{held}      spool newsletter for 3 h 3 min, by anna; 96 wait, the oldest for 3 h
              B{→ smsdispatch release --spool newsletter}

    B{ACCOUNT}  B{STATE}    B{SINCE}         B{RATE}  B{WAITING}  B{OLDEST}  B{LAST ERROR}
    bulk     Y{slowed}  12 min  0.63 of 5/s      809     3 h  too_many_requests 8 s ago
    main     R{paused}  42 min     0 of 5/s    1,204  42 min  unauthorized 42 min ago

    F{'smsdispatch status --full' shows more.}
    """
}
