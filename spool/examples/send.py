#!/usr/bin/env python3
"""send.py ID TO BODY"""
import json
import sys
import smsdispatch

id, to, body = sys.argv[1:]
try:
    result = smsdispatch.Spool().send(id=id, to=to, body=body)
except smsdispatch.NotFinal as error:
    print(error, file=sys.stderr)
    sys.exit(75)
print(json.dumps(result, indent=2))
sys.exit(result["status"] != "sent")
