# SPDX-License-Identifier: GPL-3.0-or-later
"""The officer's window by keyboard and through accessibility: list, search, pages, views, lock."""
import re

import kumbang_drive as drive
from main_job import pull
from scene import check, samples

HIT, ITS_STORY = 'ekskavator', 'Ekskavator milik dinas'
NUMBER = re.compile(r'KB-\d{4}-\d{4}')


def officer(place):
    """The window, whole list, keyboard in the list."""
    app = place.window('officer').app
    drive.wait('the list', lambda: any(re.fullmatch(r'[\d.]+ (kasus|cocok)', text)
                                       for text in app.texts()), 30)
    app.focus()
    app.key('ctrl+f')
    app.key('Escape')
    drive.wait('the whole list', lambda: count(app))
    return app


def count(app):
    """How many cases the list says it has."""
    for text in app.texts():
        found = re.fullmatch(r'([\d.]+) kasus', text)
        if found:
            return int(found.group(1).replace('.', ''))
    return None


def shown_number(app):
    """The number in the head of the case that is shown, which follows its own menu."""
    texts = app.texts()
    after = texts[texts.index('KbCaseDetail'):] if 'KbCaseDetail' in texts else []
    return next((text for text in after if NUMBER.fullmatch(text)), None)


def list_has_a_row_for_each_case(place):
    app = officer(place)
    total = drive.wait('a count', lambda: count(app))
    check(total >= 26, f'{total} cases')

    seen = set()

    def rows():
        """Only rows near the screen exist; the others come as one walks there."""
        table = app.find(None, lambda name: name == 'Kasus')
        numbers = [found.group() for node in table.walk() if node.role != 'label'
                   for found in [NUMBER.search(node.name)] if found]
        check(len(numbers) == len(set(numbers)), f'a case twice: {numbers}')
        seen.update(numbers)
        app.key('Next')
        return len(seen) >= total
    app.key('Home')
    drive.wait('all rows', rows)
    check(len(seen) == total, f'{len(seen)} numbers of {total} cases')


def search_narrows_as_typed_and_escape_clears(place):
    app = officer(place)
    total = count(app)

    def hits():
        return next((int(text.split()[0]) for text in app.texts()
                     if re.fullmatch(r'\d+ cocok', text)), None)
    app.key('ctrl+f')
    app.type(HIT[:3])
    few = drive.wait('hits of three letters', hits)
    check(1 <= few < total, f'{few} hits')
    app.type(HIT[3:])
    drive.wait('hits of the word', lambda: hits() and hits() <= few)
    check(hits() >= 1, 'the word is not found')
    app.key('Escape')
    drive.wait('the whole list', lambda: count(app) == total)


def nothing_found_is_said(place):
    app = officer(place)
    app.key('ctrl+f')
    app.type('zzqqxx')
    app.wait_text('Tidak ada yang cocok dengan “zzqqxx”.')
    app.click(app.find('push button', 'Hapus pencarian'))
    drive.wait('the whole list', lambda: count(app))


def arrows_and_enter_walk_through_cases(place):
    app = officer(place)
    app.key('Home')
    app.key('Down')
    first = drive.wait('a case', lambda: shown_number(app))
    app.key('Down')
    second = drive.wait('the next case',
                        lambda: (shown_number(app) or first) != first and shown_number(app))
    app.key('Return')
    app.key('alt+Up')
    drive.wait('the former case', lambda: shown_number(app) == first)
    app.key('alt+Down')
    drive.wait('the next case again', lambda: shown_number(app) == second)


def pages_change_by_alt_and_number(place):
    app = officer(place)
    app.key('Home')
    app.key('Down')
    drive.wait('a case', lambda: shown_number(app))
    app.key('alt+2')
    app.wait_text('Aduan diterima')
    drive.wait('the timeline', lambda: page_is_shown(app, 'Linimasa')
               and not page_is_shown(app, 'Aduan'))
    app.key('alt+1')
    drive.wait('the complaint', lambda: page_is_shown(app, 'Aduan')
               and not page_is_shown(app, 'Linimasa'))


def page_is_shown(app, name):
    switcher = app.find(None, lambda text: text == 'GtkStackSwitcher')
    return any(app.checked(node) for node in switcher.walk()
               if node.role != 'label' and re.fullmatch(name + r'( \d+)?', node.name))


def views_change_by_control_and_number(place):
    app = officer(place)
    app.key('ctrl+1')
    unread = drive.wait('fewer cases', lambda: count(app) is not None
                        and heading(app) == 'Belum dibaca' and (count(app),))
    app.key('ctrl+2')
    drive.wait('all cases', lambda: heading(app) == 'Semua kasus' and count(app)
               and count(app) > unread[0])


def heading(app):
    texts = app.texts()
    at = texts.index('KbCaseListPane')
    return texts[at + 2]


def sidebar_hides_by_f9(place):
    app = officer(place)
    app.key('F9')
    drive.wait('no sidebar', lambda: 'KbSidebar' not in app.texts())
    app.key('F9')
    app.wait_text('KbSidebar')


def f5_fetches_what_is_new(place):
    app = officer(place)
    before = count(app)
    place.office.file(samples()[:1], '--quick')
    pull(app)
    drive.wait('one more case', lambda: count(app) == before + 1)


def lock_hides_everything_until_opened_again(place):
    app = officer(place)
    total = count(app)
    app.key('ctrl+f')
    app.type(HIT)
    app.wait_text(' cocok')
    app.key('Escape')
    app.key('Home')
    drive.wait('a case', lambda: shown_number(app))
    app.key('ctrl+shift+l')
    app.wait_text('Terkunci')
    left = [text for text in app.texts() if NUMBER.search(text) or HIT in text.lower()]
    check(not left, f'still shown: {left}')
    app.click(app.find('push button', 'Buka lagi'))
    drive.wait('the list', lambda: count(app) == total)


TESTS = [
    list_has_a_row_for_each_case,
    search_narrows_as_typed_and_escape_clears,
    nothing_found_is_said,
    arrows_and_enter_walk_through_cases,
    pages_change_by_alt_and_number,
    views_change_by_control_and_number,
    sidebar_hides_by_f9,
    f5_fetches_what_is_new,
    lock_hides_everything_until_opened_again,
]
