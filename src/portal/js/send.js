// SPDX-License-Identifier: GPL-3.0-or-later
// Sends the same sealed bytes until the server says that they are stored. The id is the digest of
// what is sent, so a second copy is recognised and never stored twice.
const WAITS = [2, 5, 15, 30];
const REQUEST_MS = 40000;

function parse(text) {
  try {
    return JSON.parse(text) || {};
  } catch {
    return {};
  }
}

// What an answer means: stored, refused (with the server's sentence), busy, or broken.
export function judge(status, body, id, retryAfter = '') {
  const answer = parse(body);
  if (status === 201) return answer.id === id ? { kind: 'stored' } : { kind: 'mismatch' };
  if (status === 409 && answer.code === 'already_stored') return { kind: 'stored' };
  const { message = '' } = answer;
  if (status === 429) {
    return { kind: 'busy', seconds: Math.min(Number(retryAfter) || 60, 3600), message };
  }
  if (status >= 400 && status < 500) {
    return { kind: 'refused', code: answer.code, message: message || 'HTTP ' + status };
  }
  return { kind: 'broken', status };
}

function post(request, path, bytes, id, onProgress) {
  return new Promise((resolve) => {
    request.open('POST', path);
    request.timeout = REQUEST_MS;
    request.setRequestHeader('Content-Type', 'application/vnd.kumbang.entry');
    request.upload.onprogress = (event) => onProgress(event.loaded / event.total);
    request.onload = () => resolve(judge(
      request.status, request.responseText, id, request.getResponseHeader('Retry-After')));
    const broken = () => resolve({ kind: 'broken', status: 0 });
    request.onerror = request.ontimeout = request.onabort = broken;
    request.send(bytes);
  });
}

// Resolves after the seconds, at once on wake(), or when the network comes back. Infinity waits
// for the network or the reporter alone.
function pause(seconds, onTick, setWake) {
  return new Promise((resolve) => {
    let left = seconds;
    const tick = () => {
      onTick(left);
      if (left-- <= 0) end();
    };
    const timer = setInterval(tick, 1000);
    function end() {
      clearInterval(timer);
      removeEventListener('online', end);
      resolve();
    }
    addEventListener('online', end);
    setWake(end);
    tick();
  });
}

// report(state): { kind: 'sending', attempt, part } | { kind: 'waiting', attempt, seconds, busy,
// offline } ; ends with { kind: 'stored' | 'refused' | 'mismatch' | 'cancelled', code, message }.
export function startSending({ bytes, id }, report, path = 'v1/complaints') {
  let wake = () => {};
  let request = null;
  let cancelled = false;
  const finished = (async () => {
    for (let attempt = 1; !cancelled; attempt++) {
      report({ kind: 'sending', attempt, part: 0 });
      request = new XMLHttpRequest();
      const onProgress = (part) => report({ kind: 'sending', attempt, part });
      const result = await post(request, path, bytes, id, onProgress);
      if (cancelled) break;
      if (result.kind !== 'broken' && result.kind !== 'busy') return result;
      const seconds = result.seconds || WAITS[attempt - 1] || Infinity;
      await pause(seconds, (left) => report({
        kind: 'waiting', attempt: attempt + 1, seconds: left, message: result.message,
        busy: result.kind === 'busy' || result.status >= 500, offline: !navigator.onLine,
      }), (end) => {
        wake = end;
      });
    }
    return { kind: 'cancelled' };
  })();
  const cancel = () => {
    cancelled = true;
    if (request) request.abort();
    wake();
  };
  return { finished, tryNow: () => wake(), cancel };
}
