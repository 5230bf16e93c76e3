"""Clients of a running server: the web client's own door, XML-RPC and JSON-2."""

import json
import urllib.error
import urllib.request
import xmlrpc.client
from http.cookiejar import CookieJar

TIMEOUT = 120  # seconds


class RpcError(Exception):
    """The server refused: ``name`` is the class of its exception, ``message`` what a user reads."""

    def __init__(self, name, message, status=None):
        super().__init__(f"{name}: {message}")
        self.name = name
        self.message = message
        self.status = status


class Web:
    """A logged-in session that calls methods as the web client does."""

    def __init__(self, url, database, login="admin", password="admin"):
        self.url = url
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        self.opener = urllib.request.build_opener(cookies)
        credentials = {"db": database, "login": login, "password": password}
        self.uid = self.post("/web/session/authenticate", credentials)["uid"]

    def call(self, model, method, *args, **kwargs):
        """Call a public method; the first argument of record methods is the list of ids."""
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        return self.post(f"/web/dataset/call_kw/{model}/{method}", params)

    def post(self, route, params):
        """POST to a route of type jsonrpc and return its result.

        :raise RpcError: when the server answers with an error
        """
        request = _request(f"{self.url}{route}", {"jsonrpc": "2.0", "method": "call", "params": params})
        with self.opener.open(request, timeout=TIMEOUT) as response:
            answer = json.load(response)
        if "error" in answer:
            data = answer["error"].get("data", {})
            raise RpcError(data.get("name", "error"), data.get("message", answer["error"]["message"]))
        return answer.get("result")


class XmlRpc:
    """The external API by XML-RPC; faults are raised as ``RpcError``."""

    def __init__(self, url, database, login="admin", password="admin"):
        self.database, self.password = database, password
        common = xmlrpc.client.ServerProxy(f"{url}/xmlrpc/2/common", allow_none=True)
        self.uid = common.authenticate(database, login, password, {})
        self.models = xmlrpc.client.ServerProxy(f"{url}/xmlrpc/2/object", allow_none=True)

    def call(self, model, method, *args, **kwargs):
        """Call a public method, as ``Web.call``."""
        try:
            return self.models.execute_kw(self.database, self.uid, self.password, model, method, args, kwargs)
        except xmlrpc.client.Fault as fault:
            raise RpcError(str(fault.faultCode), fault.faultString) from fault


class Json2:
    """The external API of Odoo 19, with a key of ``Database.api_key``."""

    def __init__(self, url, database, key):
        self.url = url
        self.headers = {"Authorization": f"bearer {key}", "X-Odoo-Database": database}

    def call(self, model, method, **arguments):
        """Call a public method by named arguments; ``ids`` are the records."""
        request = _request(f"{self.url}/json/2/{model}/{method}", arguments, self.headers)
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            data = json.load(error)
            raise RpcError(data.get("name", "error"), data.get("message", ""), error.code) from error


def _request(url, body, headers=None):
    data = json.dumps(body).encode()
    return urllib.request.Request(url, data, {"Content-Type": "application/json", **(headers or {})})
