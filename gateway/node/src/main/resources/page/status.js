'use strict';
// Draws what /live tells, as it comes. Text only ever becomes text: nothing here is parsed as HTML.
const WHO = {HOST: '● host answers', STAND_IN: '◆ stand-in answers', NOBODY: '✕ nobody answers'};
const STATE = {UP: '● up', SUSPECT: '◐ suspected', IDLE: '○ unused', DRAINING: '◌ draining'};
let last = 0;

function el(name, props, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(props || {})) node.setAttribute(key, value);
  for (const child of children) if (child !== null && child !== '') node.append(child);
  return node;
}
function clock(text) { return text ? text.slice(11, 19) : ''; }
// What is as it was stays in place, and what its reader opened, shut or has the focus on stays so.
function put(id, tag, nodes) {
  const into = document.querySelector('#' + id + ' > ' + tag);
  const was = new Map([...into.querySelectorAll('details')].map(d => [d.dataset.id, d]));
  const held = [...was.values()].find(d => d.firstChild === document.activeElement);
  for (const d of nodes.filter(n => n.dataset.id && was.get(n.dataset.id)?.dataset.over === n.dataset.over)) d.open = was.get(d.dataset.id).open;
  const kept = [...into.children];
  nodes.forEach((node, i) => { if (!kept[i]) into.append(node); else if (!kept[i].isEqualNode(node)) kept[i].replaceWith(node); });
  kept.slice(nodes.length).forEach(node => node.remove());
  if (held && !held.isConnected) [...into.children].find(d => d.dataset.id === held.dataset.id)?.firstChild.focus();
}
function row(name, text) { return text ? [el('dt', {}, name), el('dd', {}, text)] : []; }

function trouble(t) {
  return el('article', {class: 'card trouble ' + t.impact},
    el('h3', {}, t.what),
    el('dl', {}, ...row('since', clock(t.since)), ...row('cause', t.cause), ...row('tried', t.tried),
      ...row('stake', t.stake), ...row('do', t.next), ...row('runbook', t.alert + '.md')));
}
function link(l) {
  const down = !l.carries && l.state !== 'IDLE';
  const state = STATE[l.state] || '✕ ' + l.state.toLowerCase().replaceAll('_', ' ');
  const more = down ? l.reason + (l.attempts ? ' · ' + l.attempts + ' attempts failed' : '')
    : l.state === 'IDLE' ? '' : l.inFlight + ' in flight';
  return el('li', {class: (down ? 'down ' : '') + l.state},
    el('b', {}, l.name), ' ', el('span', {class: 'state'}, state), ' ',
    l.state === 'IDLE' ? '' : el('small', {}, 'for ' + l.for + (more ? ' · ' + more : '')));
}
function peer(p) {
  const sites = new Map();
  for (const l of p.links) sites.set(l.site, [...(sites.get(l.site) || []), l]);
  return el('article', {class: 'card peer', 'data-peer': p.name},
    el('header', {}, el('h3', {}, p.name), el('span', {class: 'who ' + p.answering}, WHO[p.answering])),
    ...[...sites].map(([site, links]) => el('div', {class: 'site'}, el('b', {}, site), el('ul', {class: 'links', 'aria-label': 'links of site ' + site}, ...links.map(link)))),
    el('p', {class: 'facts'}, el('span', {}, el('b', {}, String(p.inFlight)), ' in flight'),
      p.breaker === 'CLOSED' ? '' : el('span', {}, 'breaker ', el('b', {}, p.breaker.toLowerCase().replace('_', ' '))),
      ...(p.owed.length ? p.owed.map(o => el('span', {}, 'owed: ', el('b', {}, o))) : [el('span', {}, 'nothing owed')]),
      ...p.maintenance.map(m => el('span', {}, 'maintenance: ', el('b', {}, m))),
      el('span', {}, 'peer guarantees: ', el('b', {}, p.guarantee))));
}
function money(d) {
  const e = d.exposure, r = d.replay, all = r.done + r.remaining;
  const exposure = el('article', {class: 'card'}, el('h3', {}, 'Stand-in exposure'), el('p', {}, e.text));
  if (e.limit) exposure.append(el('progress', {max: e.limit, value: Math.min(e.used, e.limit), class: e.used > 0.8 * e.limit ? 'warn' : '', 'aria-label': 'exposure used'}));
  const replay = el('article', {class: 'card'}, el('h3', {}, 'Replay of charges'), el('p', {}, r.text + (r.pace ? ', ' + r.pace : '')));
  if (all) replay.append(el('progress', {max: all, value: r.done, 'aria-label': 'charges answered or held'}), el('p', {}, r.done.toLocaleString('en') + ' of ' + all.toLocaleString('en') + ' answered or held'));
  if (r.deadline) replay.append(el('p', {}, 'deadline ' + clock(r.deadline) + ', in ', el('span', {class: 'clock ' + (r.makesIt ? 'good' : 'bad'), 'data-deadline': r.deadline}, ''), r.end ? (r.waits ? ' · done about ' + clock(r.end) + ' if it came back now' : ' · ends about ' + clock(r.end)) + (r.makesIt ? ', in time' : ', too late') : ' · nothing is answered'));
  return el('div', {class: 'money'}, exposure, replay);
}
function incident(i) {
  const d = el('details', {class: 'card incident', 'data-id': i.id, 'data-over': i.status === 'resolved'}, el('summary', {}, el('b', {}, i.status), ' · ' + i.name),
    el('p', {class: 'times'}, 'began ' + clock(i.started) + ' · seen ' + clock(i.detected) + (i.mitigated ? ' · eased ' + clock(i.mitigated) : '') + (i.resolved ? ' · over ' + clock(i.resolved) : '')),
    el('ul', {}, ...[...i.updates].reverse().map(u => el('li', {}, clock(u.at) + ' ' + u.who + ': ' + u.text))));
  if (i.status !== 'resolved') d.open = true;
  return d;
}
function draw(d) {
  last = Date.now();
  document.getElementById('node').textContent = d.node;
  const overall = document.getElementById('overall');
  if (overall.textContent !== d.overall.description) overall.textContent = d.overall.description;
  overall.className = d.overall.indicator;
  document.title = (d.overall.indicator === 'none' ? '' : '(!) ') + 'Nightbus ' + d.node;
  document.getElementById('asof').dataset.at = d.at;
  put('troubles', 'div', d.troubles.length ? d.troubles.map(trouble) : [el('p', {class: 'calm'}, 'Nothing.')]);
  put('peers', 'div', [el('div', {class: 'peers'}, ...d.endpoints.map(peer))]);
  put('money', 'div', [money(d)]);
  put('incidents', 'div', d.incidents.length ? d.incidents.map(incident) : [el('p', {}, 'None yet.')]);
  put('line', 'ol', d.timeLine.map(t => el('li', {class: t.tone}, el('time', {datetime: t.at}, clock(t.at)), t.text)));
  tick();
}
function tick() {
  const asof = document.getElementById('asof'), stale = last > 0 && Date.now() - last > 5000;
  asof.textContent = last ? (stale ? 'STALE since ' : 'as of ') + clock(asof.dataset.at) : '';
  asof.className = stale ? 'stale' : '';
  for (const c of document.querySelectorAll('[data-deadline]')) {
    const s = Math.round((new Date(c.dataset.deadline) - Date.now()) / 1000), a = Math.abs(s);
    c.textContent = (s < 0 ? '-' : '') + [Math.floor(a / 3600), Math.floor(a / 60) % 60, a % 60].map(n => String(n).padStart(2, '0')).join(':');
  }
}
function watch() {
  const live = new EventSource('/live');
  live.onmessage = event => draw(JSON.parse(event.data));
  // No place among the live pages, or the gateway is away: ask now and then.
  live.onerror = () => { if (live.readyState === EventSource.CLOSED) setTimeout(poll, 5000); };
}
async function ask() {
  try { draw(await (await fetch('/live.json')).json()); } catch (away) { /* the banner says that it is stale */ }
}
async function poll() { await ask(); setTimeout(watch, 5000); }
setInterval(tick, 1000);
ask().then(watch);
