import { h, fill } from './dom.js';
import { post } from './api.js';

/** What can go wrong at the vendors; each can be started and undone. */
export function showBadDays(element, days, refresh) {
  const turn = (id, on) => post('/sandbox/bad-days', { id, on }).then(refresh);
  fill(element, days, () => [
    h('h2', {}, 'Bad days'),
    h('p.aside', {}, 'Break something and see what people are told. Time only moves forward: ', h('strong', {}, '+1 h'), ' above is undone only by ', h('strong', {}, 'Start over'), '.'),
    days.map((day) =>
      h('.day-row', { key: day.id, 'data-testid': `day-${day.id}`, class: day.on ? 'on' : null },
        h('h3', {}, day.title, day.on && h('span.badge', {}, 'now')),
        h('p.aside', { role: day.on ? 'status' : null }, day.on ? `${day.does} ${day.shows}` : day.does),
        h('button.button.small', { type: 'button', 'data-testid': `${day.on ? 'undo' : 'begin'}-${day.id}`, 'aria-label': `${day.on ? 'Undo' : 'Begin'}: ${day.title}`, onclick: () => turn(day.id, !day.on) }, day.on ? 'Undo' : 'Begin'))),
  ]);
}
