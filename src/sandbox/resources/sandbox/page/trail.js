import { h, fill } from './dom.js';
import { PLACE, clockWithSeconds } from './time.js';

const CONSOLE = 'http://127.0.0.1:8080/console';

/** The latest events of the audit trail, as the simulated collector of logs got them from Hourkey. */
export function showTrail(element, events) {
  const number = (event) => event.metadata.sequence;
  fill(element, events.map(number), () => [
    h('h2', {}, 'Audit trail'),
    h('p.aside', {}, 'Every step is recorded in the transaction of its change. ', h('a', { href: CONSOLE, target: '_blank', rel: 'noreferrer' }, 'Hourkey\'s web console'), ' shows it as a timeline: sign in as Chloé, the operator. The times here are in ', PLACE, ' time, those of the console in UTC.'),
    events.length
      ? h('ol.events', { 'aria-label': 'Latest events, newest first', tabindex: '0' }, events.map((event) =>
        h('li', { key: number(event) },
          h('time', { datetime: new Date(event.time).toISOString() }, clockWithSeconds(event.time)), ' ',
          h('a', { href: `${CONSOLE}/audit-trail/${number(event)}`, target: '_blank', rel: 'noreferrer' }, event.message),
          event.actor?.user?.name && ` · ${event.actor.user.name}`)))
      : h('p.aside', {}, 'Nothing yet. Events arrive here some seconds after they are recorded.'),
  ]);
}
