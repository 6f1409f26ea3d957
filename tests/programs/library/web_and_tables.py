# SPDX-License-Identifier: Apache-2.0
"""An application of many parts: sqlite3 behind http.server, urllib as client, logging, CSV and XML."""

import csv
import io
import json
import logging
import logging.config
import sqlite3
import threading
import urllib.error
import urllib.request
import xml.etree.ElementTree as ElementTree
from contextlib import closing
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from string import Template
from urllib.parse import parse_qs, urlencode, urlsplit

SALES = """day,item,count,price
2024-01-02,apple,3,0.50
2024-01-02,pear,1,0.75
2024-01-03,apple,10,0.45
2024-01-05,melon,2,3.20
"""


def open_database():
    sqlite3.register_adapter(Decimal, str)
    sqlite3.register_converter("MONEY", lambda text: Decimal(text.decode()))
    database = sqlite3.connect(":memory:", detect_types=sqlite3.PARSE_DECLTYPES, check_same_thread=False)
    database.row_factory = sqlite3.Row
    with database:
        database.execute("create table sale (day text, item text, count integer, price MONEY)")
        rows = ({**row, "price": Decimal(row["price"])} for row in csv.DictReader(io.StringIO(SALES)))
        database.executemany("insert into sale values (:day, :item, :count, :price)", rows)
    return database


class Median:
    def __init__(self):
        self.values = []

    def step(self, value):
        self.values.append(value)

    def finalize(self):
        return sorted(self.values)[len(self.values) // 2]


def report(database):
    database.create_function("shout", 1, str.upper, deterministic=True)
    database.create_aggregate("median", 1, Median)
    query = "select shout(item) as name, sum(count) as n, median(count) m from sale group by item order by n"
    for row in database.execute(query):
        print(tuple(row), row["name"], row.keys())
    print([type(row["price"]).__name__ for row in database.execute("select price from sale limit 2")])
    for wrong in ("select nothing from sale", "insert into sale values (1)", "select 1; select 2"):
        try:
            database.execute(wrong)
        except (sqlite3.Error, sqlite3.Warning) as error:
            print(type(error).__name__, error)
    try:
        with database:
            database.execute("delete from sale")
            raise KeyError("rolled back")
    except KeyError:
        print(database.execute("select count(*) from sale").fetchone()[0], database.in_transaction)


def handler_for(database, lock):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            parts = urlsplit(self.path)
            wanted = parse_qs(parts.query).get("item", ["%"])[0]
            if parts.path not in ("/sales.json", "/sales.xml"):
                self.send_error(404, "no such page")
                return
            with lock:
                query = "select day, item, count from sale where item like ? order by day, item"
                rows = [dict(row) for row in database.execute(query, (wanted,))]
            text = json.dumps(rows) if parts.path.endswith("json") else as_xml(rows)
            self.answer(text.encode())

        def do_POST(self):
            sale = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            with lock, database:
                values = sale["day"], sale["item"], sale["count"], Decimal(sale["price"])
                database.execute("insert into sale values (?, ?, ?, ?)", values)
            self.answer(b"stored", 201)

        def answer(self, body, status=200):
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, form, *arguments):
            logging.getLogger("web.access").info(form, *arguments)

    return Handler


def as_xml(rows):
    root = ElementTree.Element("sales")
    for row in rows:
        item = ElementTree.SubElement(root, "sale", day=row["day"], count=str(row["count"]))
        item.text = row["item"]
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode")


def configure_logging(stream):
    logging.config.dictConfig(
        {
            "version": 1,
            "formatters": {"short": {"format": "{levelname:7} {name}: {message}", "style": "{"}},
            "handlers": {
                "text": {"class": "logging.StreamHandler", "stream": stream, "formatter": "short"}
            },
            "loggers": {"web": {"level": "INFO", "handlers": ["text"], "propagate": False}},
        }
    )


def serve_and_ask(database):
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler_for(database, threading.Lock()))
    worker = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    worker.start()
    base = f"http://127.0.0.1:{server.server_port}"
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        sale = {"day": "2024-01-04", "item": "apple", "count": 1, "price": "0.55"}
        request = urllib.request.Request(f"{base}/", json.dumps(sale).encode(), method="POST")
        with opener.open(request) as answer:
            print(answer.status, answer.read())
        with opener.open(f"{base}/sales.json?" + urlencode({"item": "a%"})) as answer:
            print(json.load(answer), answer.headers["Content-Length"])
        with opener.open(f"{base}/sales.xml") as answer:
            tree = ElementTree.fromstring(answer.read())
            print([(sale.text, sale.attrib) for sale in tree.iterfind("sale[@day='2024-01-02']")])
        opener.open(f"{base}/other")
    except urllib.error.HTTPError as error:
        with error:
            print(error.code, error.reason, b"no such page" in error.read())
    finally:
        server.shutdown()
        worker.join()
        server.server_close()


def main():
    logged = io.StringIO()
    configure_logging(logged)
    with closing(open_database()) as database:
        report(database)
        serve_and_ask(database)
    try:
        logging.getLogger("web").warning("%s lines", "many")
        1 // 0
    except ZeroDivisionError:
        logging.getLogger("web.work").exception("failed")
    lines = logged.getvalue().splitlines()
    print(*lines[:4], len(lines) > 6, lines[-1], sep="\n")
    print(Template("$who owes $$$amount ${rest}").safe_substitute(who="Ann", amount=3))


if __name__ == "__main__":
    main()
