# SPDX-License-Identifier: GPL-3.0-or-later
"""The figures, in the order in which the intake fills: 10,000 complaints first, then 100,000."""
import os
import pathlib
import random
import re
import shutil
import statistics
import subprocess
import urllib.request

from relay import Relay
from world import BENCH, BUILD, PATIENCE, ROOT, Failed, Window, end, measure, read_values

KUMBANG = BUILD / 'src' / 'desktop' / 'kumbang'
FEW = 10_000
MANY = int(os.environ.get('BENCH_MANY', '100000'))
SCALE = int(os.environ.get('BENCH_SCALE', '200000'))
ENTRIES = int(os.environ.get('BENCH_ENTRIES', '1000000'))
SUBMITTED = 5_000  # a run of `submit`
SCROLLED = 600  # turns of the wheel


def say(name, product, limit, ratio, target, good):
    print(f'bench: {name}  product {product}  limit {limit}  ratio {ratio}  target {target}  '
          f'{"ok" if good else "short"}', flush=True)


def note(name, text):
    """What a figure's line has no room for."""
    print(f'bench: {name}: {text}', flush=True)


def say_ratio(name, products, limits, form, target, at_least=False):
    product, limit = statistics.median(products), statistics.median(limits)
    ratio = product / limit
    good = ratio >= target if at_least else ratio <= target
    say(name, form.format(product), form.format(limit), f'{ratio:.2f}',
        f'{">=" if at_least else "<="}{target:g}x', good)


def in_turn(runs, limit, product):
    limits, products = [], []
    for _ in range(runs):
        limits.append(limit())
        products.append(product())
    return limits, products


def percentile(samples, rank):
    ordered = sorted(samples)
    return ordered[int(rank * (len(ordered) - 1) + 0.5)]


def remove_database(path):
    for suffix in ('', '-wal', '-shm'):
        pathlib.Path(str(path) + suffix).unlink(missing_ok=True)


# With 10,000 complaints

def limit_pull(world, url=None, keys=None):
    database = world.tmp / 'limit.db'
    try:
        return measure(BENCH / 'limit-pull', url or world.url, keys or world.keys,
                       database)['seconds']
    finally:
        remove_database(database)


def product_pull(world):
    with world.fresh_profile('pull') as profile:
        values = measure(BENCH / 'bench-pull', profile)
    if values['cases'] != world.n_stored:
        raise Failed(f'{values["cases"]:.0f} of {world.n_stored} cases are listed')
    return values['seconds']


def pull(world, runs):
    world.want(FEW)
    limits, products = in_turn(runs, lambda: limit_pull(world), lambda: product_pull(world))
    say_ratio('pull', products, limits, '{:.3f}s', 1.5)
    world.few_seconds = statistics.median(products)


def write_queries(path, n_words=40):
    """Words as they are typed: each beginning from the third letter on."""
    words = (ROOT / 'src' / 'portal' / 'words.txt').read_text(encoding='utf-8').split()
    picked = random.Random(1).sample(words, n_words) + ['menga', 'peng', 'diper', 'memper']
    path.write_text('\n'.join(word[:end_at] for word in picked
                              for end_at in range(3, len(word) + 1)) + '\n', encoding='utf-8')


def index(world, runs):
    texts, queries = world.tmp / 'texts', world.tmp / 'queries'
    world.want(FEW)
    write_queries(queries)
    with world.fresh_profile('index') as profile:
        measure(BENCH / 'bench-pull', profile)
        measure(BENCH / 'bench-index', profile, 'texts', texts)
        limits, products = in_turn(
            runs, lambda: measure(BENCH / 'limit-fts', texts, queries)['rate'],
            lambda: measure(BENCH / 'bench-index', profile, 'search', queries)['rate'])
    texts.unlink()
    say_ratio('index', products, limits, '{:.0f}/s', 0.9, at_least=True)


def late_in_pull(world, profile, patience=PATIENCE):
    """How late, in ms, the main loop of a window came round each time while it pulled."""
    with Window(world, [KUMBANG, '--profile', profile], traced=True) as window:
        window.wait_for('pull-start')
        del window.events[:]
        window.wait_for('pull-end', patience)
        return [value / 1e6 for name, value in window.events if name == 'late']


def say_late(name, late):
    p99, worst = percentile(late, 0.99), max(late)
    say(name, f'p99 {p99:.1f}ms worst {worst:.1f}ms', '-', '-', 'p99<16ms worst<50ms',
        p99 < 16 and worst < 50)


def stall(world, runs):
    world.want(FEW)
    late = []
    for _ in range(min(runs, 3)):
        with world.fresh_profile('stall') as profile:
            late += late_in_pull(world, profile)
    say_late('stall', late)


def submit(world, runs):
    limits, products = [], []
    taken = []
    path = world.make_complaints(runs * SUBMITTED)
    server = subprocess.Popen([BENCH / 'limit-submit'], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, text=True)
    try:
        port = int(read_values(server.stdout.readline())['port'])
        for i in range(runs):
            limits.append(measure(BENCH / 'load-submit', port, path, i * SUBMITTED, SUBMITTED))
            products.append(world.submit(path, i * SUBMITTED, SUBMITTED))
    finally:
        end(server)
        path.unlink()
    say_ratio('submit', [run['rate'] for run in products], [run['rate'] for run in limits],
              '{:.0f}/s', 0.6, at_least=True)
    for name, runs_of in (('product', products), ('limit', limits)):
        taken = [f'{rank} {statistics.median(run[rank] for run in runs_of) * 1e3:.1f}ms'
                 for rank in ('p50', 'p95', 'p99', 'worst')]
        note('submit', f'{name} {" ".join(taken)}')


def pull_year(world, runs):
    """A year of five persons: complaints, work, heartbeats, uses of identities."""
    url, keys, year = world.make_year(MANY)

    def product():
        with world.fresh_profile('year-pull', year) as profile:
            values = measure(BENCH / 'bench-pull', profile, url)
        if values['entries'] <= MANY or values['wrong'] > 0:
            raise Failed(f'{values["entries"]:.0f} entries, {values["wrong"]:.0f} of them set aside')
        return values['seconds']

    limits, products = in_turn(runs, lambda: limit_pull(world, url, keys), product)
    say_ratio('pull-year', products, limits, '{:.2f}s', 1.5)


# With 100,000 complaints

def growth(world, _runs):
    """The pull of everything; its store is what the figures after it open."""
    world.want(MANY)
    values = measure(BENCH / 'bench-pull', 'bench')
    few = getattr(world, 'few_seconds', None)
    if few is None:
        note('growth', f'{MANY} in {values["seconds"]:.1f}s')
        return
    ratio = values['seconds'] / few
    say('growth', f'{values["seconds"]:.2f}s', f'{few:.2f}s', f'{ratio:.1f}', '<=11x', ratio <= 11)


def with_many(world):
    if not (world.profile_folder('bench') / 'journal.db').exists():
        growth(world, 1)


def pull_nothing_new(world, runs):
    with_many(world)
    pulls = [measure(BENCH / 'bench-pull', 'bench') for _ in range(runs)]
    with Relay(int(world.port)) as relay:
        measure(BENCH / 'bench-pull', 'bench', f'http://127.0.0.1:{relay.port}')
        n_bytes = relay.n_bytes // 2
    first, again = (statistics.median(pull[name] for pull in pulls) * 1e3
                    for name in ('pulled', 'again'))
    say('pull-nothing-new', f'{n_bytes}B {again:.1f}ms', '-', '-', '<=1024B <=20ms',
        n_bytes <= 1024 and again <= 20)
    note('pull-nothing-new', f'{first:.1f}ms for the first pull of a process, '
                             'with keyring and connection')


def limit_window(world, mode):
    with Window(world, [BENCH / 'limit-window', mode], traced=False) as window:
        shown = window.wait_for('first-frame')
        return shown, window.pss()


def product_window(world):
    with Window(world, [KUMBANG, '--profile', 'bench'], traced=True) as window:
        first = window.wait_for('first-frame')
        rows = window.wait_for('rows')
        return first, rows, window.pss()


def windows(world, runs):
    with_many(world)
    empties, lists, products = [], [], []
    for _ in range(runs):
        empties.append(limit_window(world, 'empty'))
        lists.append(limit_window(world, 'rows'))
        products.append(product_window(world))
    empty = [shown for shown, _ in empties]
    say_ratio('first-frame', [first for first, _, _ in products], empty, '{:.0f}ms', 1.3)
    say_ratio('rows', [rows for _, rows, _ in products], empty, '{:.0f}ms', 1.7)
    say_ratio('memory', [pss for _, _, pss in products], [pss for _, pss in lists], '{:.1f}MB', 1.3)
    with Window(world, [KUMBANG, '--profile', 'bench'], traced=True) as window:
        filled = window.wait_for('filled')
        note('memory', f'{window.pss():.1f}MB with the text index of {MANY} cases, '
                       f'filled after {filled / 1e3:.1f}s')


def search(world, runs):
    with_many(world)
    texts, queries = world.tmp / 'texts', world.tmp / 'queries'
    write_queries(queries)
    measure(BENCH / 'bench-index', 'bench', 'texts', texts)
    limit = measure(BENCH / 'limit-fts', texts, queries)
    texts.unlink()
    product = measure(BENCH / 'bench-index', 'bench', 'search', queries)
    p95 = product['p95'] * 1e3
    say('search', f'p95 {p95:.1f}ms', f'p95 {limit["p95"] * 1e3:.1f}ms',
        f'{product["p95"] / limit["p95"]:.2f}', 'p95<16ms', p95 < 16)
    note('search', f'product p50 {product["p50"] * 1e3:.1f}ms, limit p50 {limit["p50"] * 1e3:.1f}ms; '
                   f'index of {MANY}: product {product["rate"]:.0f}/s, limit {limit["rate"]:.0f}/s')


def fetch(url, coding):
    request = urllib.request.Request(url, headers={'Accept-Encoding': coding})
    with urllib.request.urlopen(request) as answer:
        body = answer.read()
        head = sum(len(f'{name}: {value}\r\n') for name, value in answer.headers.items())
        return body, head, answer.headers.get('Content-Encoding', 'identity')


def page(world, _runs):
    """A browser's first visit: the page, what it names, and the office's profile."""
    html = fetch(world.url + '/', 'identity')[0].decode()
    named = re.findall(r'(?:src|href)="/?([^":#]*\.(?:js|css|svg|png|ico))"', html)
    paths = ['/'] + ['/' + name for name in sorted(set(named))]
    paths.append('/v1/profile')
    bodies = heads = 0
    for path in paths:
        body, head, _ = fetch(world.url + path, 'br')
        bodies += len(body)
        heads += head
    total = (bodies + heads) / 1000
    say('page', f'{total:.1f}KB {len(paths)} requests', '-', '-', '<=60KB', total <= 60)
    note('page', f'{bodies} bytes of compressed bodies, {heads} of headers: {" ".join(paths)}')


def scale(world, _runs):
    """50 devices, one of them hostile and revoked on the way, and a server that helps it."""
    with world.scale_office(SCALE) as (wanted, serve, misbehave):
        with serve() as url:
            with world.fresh_profile('scale-window', 'scale', url) as profile:
                late = late_in_pull(world, profile, 4 * PATIENCE)
            pulled = measure(BENCH / 'bench-scale', 'scale', url, patience=4 * PATIENCE)
        misbehave()
        with serve() as url:
            lied = measure(BENCH / 'bench-scale', 'scale', url, patience=4 * PATIENCE)
        shutil.rmtree(world.profile_folder('scale'))
    same = ('roster', 'entries', 'aside', 'cases', 'wrong')
    right = (pulled['alarm'] == 0 and lied['alarm'] == 1 and pulled['entries'] == SCALE and
             pulled['wrong'] == 0 and all(pulled[name] == lied[name] for name in same) and
             all(pulled[name] == wanted[name] for name in ('aside', 'cases')))
    say('scale', f'{SCALE / pulled["seconds"]:.0f}/s {pulled["memory"]:.0f}MB', '-', '-',
        'the state is right', right)
    say_late('scale-window', late)
    note('scale', f'{pulled["entries"]:.0f} entries of {pulled["cases"]:.0f} cases in '
                  f'{pulled["seconds"]:.1f}s, {pulled["aside"]:.0f} set aside; all checked anew in '
                  f'{pulled["verify"]:.1f}s; the entry dated back: alarm, nothing else changed')


def scroll(world, _runs):
    """The list of MANY cases, while the text index is still filling behind it: what a frame takes
    from its layout to its paint."""
    world.make_many(MANY, ENTRIES)
    with Window(world, [KUMBANG, '--profile', 'many'], traced=True) as window:
        window.wait_for('rows')
        frames, processor = window.scroll(SCROLLED)
    if len(frames) < SCROLLED / 20:
        raise Failed(f'only {len(frames)} frames while it was scrolled')
    p99 = percentile(frames, 0.99)
    say('scroll', f'p99 {p99:.1f}ms worst {max(frames):.1f}ms', '-', '-', 'p99<33ms', p99 < 33)
    note('scroll', f'{len(frames)} frames, p50 {percentile(frames, 0.5):.1f}ms; of the processor p50 '
                   f'{percentile(processor, 0.5):.1f}ms p99 {percentile(processor, 0.99):.1f}ms')


def many(world, _runs):
    """MANY cases of ENTRIES entries in all: what an officer does all day."""
    made = world.make_many(MANY, ENTRIES)
    with Window(world, [BENCH / 'limit-window', 'empty'], traced=False) as window:
        window.wait_for('first-frame')
        empty = window.pss()
    took = measure(BENCH / 'bench-many', 'many', patience=4 * PATIENCE)

    def spread(name):
        return ' '.join(f'{rank} {took[f"{name}-{rank}"] * 1e3:.1f}ms'
                        for rank in ('p50', 'p95', 'worst'))

    for name, of, most in (('open-case', 'cold', 50), ('filter', 'filter', 50),
                           ('search-many', 'search', 16)):
        say(name, f'p95 {took[of + "-p95"] * 1e3:.1f}ms', '-', '-', f'p95<{most}ms',
            took[of + '-p95'] * 1e3 < most)
    say('memory-many', f'{took["megabytes"] + empty:.0f}MB', f'{empty:.0f}MB', '-', '<600MB',
        took['megabytes'] + empty < 600)
    note('open-case', f'first {spread("cold")}; again {spread("warm")}')
    note('filter', spread('filter'))
    note('search-many', f'{spread("search")}; of the processor {spread("search-cpu")}')
    note('memory-many', f'{took["megabytes"]:.0f}MB for {took["texts"]:.0f} texts and '
                        f'{took["cases"]:.0f} cases, {empty:.0f}MB for an empty window')
    note('many', f'made in {made:.0f}s; the cases indexed in {took["fill-cases"]:.1f}s, the texts '
                 f'in {took["fill-texts"]:.1f}s')


FIGURES = {'pull': pull, 'index': index, 'stall': stall, 'submit': submit, 'pull-year': pull_year,
           'growth': growth,
           'pull-nothing-new': pull_nothing_new, 'windows': windows, 'search': search,
           'page': page, 'scale': scale, 'many': many,
           'scroll': scroll}


def run_all(world, runs, only):
    """A figure that can't be measured is said so; the others still are."""
    for name, figure in FIGURES.items():
        if only and name not in only:
            continue
        try:
            figure(world, runs)
        except (Failed, OSError, subprocess.SubprocessError, ValueError, KeyError) as error:
            note(name, f'not measured: {error}')
