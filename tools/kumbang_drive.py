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
    return node.get_state_set().contains(Atspi.StateType.SHOWING)


class App:
    """One program on the accessibility bus, found by its process."""

    def __init__(self, pid, timeout=20):
        self.pid = pid
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
        return wait(f'a window of {self.pid}', lambda: self._window_ids()[-1:], 15)[0]

    def _window_ids(self):
        out = subprocess.run(['xdotool', 'search', '--onlyvisible', '--pid', str(self.pid)],
                             capture_output=True, text=True, check=False).stdout.split()
        return out

    def click(self, node):
        """Presses a button by its action; anything else by the mouse at its centre."""
        if 'Action' in (node.get_interfaces() or []) and node.get_n_actions() > 0 and \
                node.get_role_name() in ('push button', 'toggle button', 'menu item'):
            Atspi.Action.do_action(node, 0)
            time.sleep(0.3)             # GTK drops a second click within a quarter of a second
            return
        self.point(node)
        subprocess.run(['xdotool', 'click', '1'], check=True)
        time.sleep(0.2)

    def point(self, node):
        box = Atspi.Component.get_extents(node, Atspi.CoordType.WINDOW)
        x, y = box.x + box.width // 2, box.y + box.height // 2
        left, top = self._shadow(self.window())
        subprocess.run(['xdotool', 'mousemove', '--sync', '--window', self.window(),
                        str(x + left), str(y + top)], check=True)

    @staticmethod
    def _shadow(window):
        """GTK counts from the window's visible edge, X from its shadow's."""
        out = subprocess.run(['xprop', '-id', window, '_GTK_FRAME_EXTENTS'],
                             capture_output=True, text=True, check=False).stdout
        if '=' not in out:
            return 0, 0
        left, _right, top, _bottom = (int(n) for n in out.split('=')[1].split(','))
        return left, top

    def focus(self):
        subprocess.run(['xdotool', 'windowfocus', '--sync', self.window()], check=False)

    def type(self, text):
        subprocess.run(['xdotool', 'type', '--delay', '12', text], check=True)
        time.sleep(0.1)

    def key(self, *names):
        subprocess.run(['xdotool', 'key', '--delay', '40', *names], check=True)
        time.sleep(0.1)

    def set_text(self, node, text):
        """Fills an entry; by its own interface where it has one, else by keys."""
        if 'EditableText' in (node.get_interfaces() or []):
            if Atspi.EditableText.set_text_contents(node, text):
                return
        self.click(node)
        self.key('ctrl+a')
        self.type(text)


def screenshot(path, window='root'):
    os.makedirs(os.path.dirname(path) or '.', exist_ok=True)
    subprocess.run(['import', '-window', window, path], check=True)
