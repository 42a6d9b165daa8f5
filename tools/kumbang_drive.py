# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives Kumbang's windows as a person with a screen reader would: through AT-SPI, mouse and keys.

Needs /usr/bin/python3 with gi and Atspi, xdotool, and ImageMagick's import. Import it after the
session bus and DISPLAY are those of the windows.
"""
import os
import subprocess
import time
import warnings

import gi

warnings.simplefilter('ignore')
gi.require_version('Atspi', '2.0')
from gi.repository import Atspi, GLib  # noqa: E402

STEP = 0.1


class NotFound(Exception):
    """What was looked for did not appear in time."""


def wait(what, condition, timeout=15):
    """Returns the first true value of condition(), asked until the timeout."""
    end = time.monotonic() + timeout
    while time.monotonic() < end:
        try:
            found = condition()
            if found:
                return found
        except GLib.Error:
            pass                        # an object went away while it was read
        time.sleep(STEP)
    raise NotFound(what)


def text_of(node):
    """Text and name are told apart by AT-SPI; people don't."""
    if 'Text' in (node.get_interfaces() or []):
        text = Atspi.Text.get_text(node, 0, Atspi.Text.get_character_count(node))
        if text:
            return text
    return node.get_name() or ''


def walk(node):
    yield node
    for i in range(node.get_child_count()):
        child = node.get_child_at_index(i)
        if child is not None:
            yield from walk(child)


def showing(node):
    """GTK 4.8 says SHOWING of windows only; what has no size is not on the screen."""
    if 'Component' not in (node.get_interfaces() or []):
        return False
    box = Atspi.Component.get_extents(node, Atspi.CoordType.WINDOW)
    return box.width > 0 and box.height > 0


class App:
    """One program on the accessibility bus, found by its process."""

    def __init__(self, pid, display, timeout=20):
        self.pid = pid
        self.env = {**os.environ, 'DISPLAY': display}
        self.root = wait(f'program {pid} on the accessibility bus', self._find_root, timeout)

    def _find_root(self):
        desktop = Atspi.get_desktop(0)
        for i in range(desktop.get_child_count()):
            app = desktop.get_child_at_index(i)
            if app is not None and app.get_process_id() == self.pid:
                return app
        return None

    def find(self, role, name, timeout=15, visible=True):
        """The first node of that role whose name or text is, starts with, or matches name."""
        matches = name if callable(name) else lambda text: name in text

        def look():
            self.root.clear_cache()
            for node in walk(self.root):
                if node.get_role_name() == role and (not visible or showing(node)) and \
                        (matches(node.get_name() or '') or matches(text_of(node))):
                    return node
            return None
        return wait(f'{role} {name!r}', look, timeout)

    def has(self, role, name, timeout=1):
        try:
            return self.find(role, name, timeout)
        except NotFound:
            return None

    def texts(self):
        """Every text that is on the screen."""
        self.root.clear_cache()
        return [text_of(node) for node in walk(self.root) if showing(node) and text_of(node)]

    def wait_text(self, part, timeout=20):
        return wait(f'text {part!r}', lambda: any(part in text for text in self.texts()), timeout)

    def window(self):
        """The X window that was opened last; dialogs come after the window that they belong to."""
        return wait(f'a window of {self.pid}', self._window_ids)[-1]

    def _window_ids(self):
        """Titled windows of the program, oldest first: X numbers them as they are made."""
        ids = self._tool('xdotool', 'search', '--onlyvisible', '--all', '--pid', str(self.pid),
                         '--name', '.').split()
        return sorted(ids, key=int)

    def _tool(self, *words):
        return subprocess.run(words, env=self.env, capture_output=True, text=True, check=False).stdout

    def click(self, node):
        """Presses a button by its action; anything else by the mouse at its centre."""
        if 'Action' in (node.get_interfaces() or []) and node.get_n_actions() > 0 and \
                node.get_role_name() in ('push button', 'toggle button', 'menu item'):
            Atspi.Action.do_action(node, 0)
            time.sleep(0.3)             # GTK drops a second click within a quarter of a second
            return
        self.point(node)
        self._tool('xdotool', 'click', '1')
        time.sleep(0.2)

    def point(self, node):
        box = Atspi.Component.get_extents(node, Atspi.CoordType.WINDOW)
        x, y = box.x + box.width // 2, box.y + box.height // 2
        left, top = self._shadow(self.window())
        self._tool('xdotool', 'mousemove', '--window', self.window(), str(x + left), str(y + top))
        time.sleep(STEP)

    def _shadow(self, window):
        """GTK counts from the window's visible edge, X from its shadow's."""
        out = self._tool('xprop', '-id', window, '_GTK_FRAME_EXTENTS')
        if '=' not in out:
            return 0, 0
        left, _right, top, _bottom = (int(n) for n in out.split('=')[1].split(','))
        return left, top

    def focus(self):
        self._tool('xdotool', 'windowfocus', '--sync', self.window())

    def type(self, text):
        self._tool('xdotool', 'type', '--delay', '12', text)
        time.sleep(0.1)

    def key(self, *names):
        self._tool('xdotool', 'key', '--delay', '40', *names)
        time.sleep(0.1)

    def set_text(self, node, text):
        """Fills an entry; by its own interface where it has one, else by keys."""
        if 'EditableText' in (node.get_interfaces() or []):
            if Atspi.EditableText.set_text_contents(node, text):
                return
        self.click(node)
        self.key('ctrl+a')
        self.type(text)

    def screenshot(self, path):
        """What the screen shows, as a PNG."""
        subprocess.run(['import', '-window', 'root', str(path)], env=self.env, check=True)
