#!/usr/bin/env python3
"""login.py NUMBER"""
import sys
import smsdispatch

spool = smsdispatch.Spool()
login = spool.verify(to=sys.argv[1])
if login["final"] and login["status"] != "sent":
    sys.exit(login["error"]["message"])
verdict = spool.check(login["id"], input("Code: "))
print(verdict["status"], verdict.get("reason", ""))
sys.exit(verdict["status"] != "approved")
