"""What went wrong on the way to another machine, in words an operator can act on?"""

from __future__ import annotations

import aiohttp

CALL_S = 10.0


def trouble(error: Exception, host: str) -> str:
    """`error` is one of the network library's, or TimeoutError; nothing of a request is repeated."""
    match error:
        case aiohttp.ClientConnectorDNSError():
            return f"the name {host} is not known (DNS): is it spelled right, and is the network up?"
        case aiohttp.ClientConnectorCertificateError():
            reason = getattr(error.certificate_error, "verify_message", "") or "not trusted"
            return f"the certificate of {host} is refused ({reason}): it has to be valid for this name, with its chain"
        case aiohttp.ClientSSLError():
            return f"{host} does not speak TLS there: is this the https port, and is its certificate set up?"
        case aiohttp.ClientConnectorError():
            reason = error.strerror or "refused"
            return f"no connection to {host} ({reason}): does it run, and may this machine reach it?"
        case TimeoutError():
            return f"{host} does not answer within {CALL_S:.0f} seconds: does a firewall stand between?"
        case _:
            return f"the connection to {host} broke ({type(error).__name__}): try again"
