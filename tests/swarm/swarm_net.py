# SPDX-License-Identifier: GPL-3.0-or-later
"""A line between one desktop and the server that can be cut, lose answers, or tear them."""
import select
import socket
import threading

OPEN, CUT, DEAF, TORN = 'open', 'cut', 'deaf', 'torn'


class Line:
    """Listens on a port of its own and hands on what comes. MODE: open; cut, nothing goes
    through; deaf, requests arrive and answers are lost; torn, answers break off after some
    bytes."""

    def __init__(self):
        self.mode = OPEN
        self.target = None
        self.listener = socket.create_server(('127.0.0.1', 0), backlog=16)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        if self.listener.fileno() >= 0:
            # Wakes the accepting thread, too.
            self.listener.shutdown(socket.SHUT_RDWR)
            self.listener.close()

    def _accept(self):
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=(near,), daemon=True).start()

    def _carry(self, near):
        mode = self.mode
        try:
            if mode == CUT or self.target is None:
                return
            with socket.create_connection(('127.0.0.1', self.target)) as far:
                self._shovel(near, far, mode)
        except OSError:
            pass
        finally:
            near.close()

    def _shovel(self, near, far, mode):
        left = 300 if mode == TORN else None
        while self.mode != CUT:
            ready, _, _ = select.select([near, far], [], [], 5)
            for source in ready:
                data = source.recv(65536)
                if not data:
                    return
                if source is near:
                    far.sendall(data)
                    continue
                if mode == DEAF:
                    return
                if left is not None:
                    near.sendall(data[:left])
                    left -= len(data)
                    if left <= 0:
                        return
                    continue
                near.sendall(data)
