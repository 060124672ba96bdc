"""A real mail server (aiosmtpd) for the tests of SMTP: says its port, then each mail it takes as one line of JSON.

Usage: mail_server.py CERTIFICATE KEY USER PASSWORD. With "-" for the certificate it offers no TLS.
"""
import asyncio
import json
import ssl
import sys

from aiosmtpd.controller import UnthreadedController
from aiosmtpd.smtp import AuthResult

certificate, key, user, password = sys.argv[1:5]


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        refusals = {"unknown": "550 5.1.1 No such mailbox", "later": "451 4.3.0 Try again later", "denied": "554 5.7.1 Relay access denied", "bare": "554 Refused"}
        mailbox = address.split("@")[0]
        if mailbox == "hangs":
            await asyncio.sleep(60)
        if mailbox in refusals:
            return refusals[mailbox]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if envelope.rcpt_tos[0].startswith("virus@"):
            return "554 5.6.0 Refused"
        mail = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "tls": session.ssl is not None,
            "authenticated": session.authenticated,
            "content": envelope.content.decode("utf-8"),
        }
        print(json.dumps(mail), flush=True)
        return "250 OK"


def authenticate(server, session, envelope, mechanism, login):
    right = mechanism in ("LOGIN", "PLAIN") and (login.login, login.password) == (user.encode(), password.encode())
    return AuthResult(success=right, handled=right)


def tls():
    if certificate == "-":
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    return context


loop = asyncio.new_event_loop()
context = tls()
controller = UnthreadedController(
    Handler(), hostname="127.0.0.1", port=0, loop=loop, tls_context=context, require_starttls=context is not None,
    authenticator=authenticate, auth_required=True, auth_require_tls=context is not None)
controller.begin()
print(controller.server.sockets[0].getsockname()[1], flush=True)
loop.run_forever()
