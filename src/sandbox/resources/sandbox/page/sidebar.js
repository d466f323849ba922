import { h, fill } from './dom.js';
import { avatar } from './conversation.js';

/** The people one can be, each with a dot for what they have not read. */
export function showPeople(element, people, me, unread, choose) {
  fill(element, [people, me, unread], () =>
    people.map((person) =>
      h('button.person', {
        type: 'button', role: 'radio', 'aria-checked': String(person.id === me), title: person.realName, 'aria-label': person.realName,
        'data-testid': `person-${person.name}`, onclick: () => choose(person.id),
      }, avatar(person), unread[person.id] ? h('span.dot', {}, h('span.unseen', {}, 'unread messages')) : null)));
}

/** Channels, direct messages and the app's home tab. */
export function showPlaces(element, channels, app, place, go) {
  const item = (id, sign, name, unread, testid) =>
    h('button.place', {
      type: 'button', 'aria-current': place === id ? 'page' : null, class: unread ? 'unread' : null, 'data-testid': testid, onclick: () => go(id),
    }, h('span.sign', { 'aria-hidden': 'true' }, sign), h('span', {}, name), unread && id.startsWith('D') ? h('span.count', { 'aria-label': `${unread} unread` }, String(unread)) : null);
  const list = channels.map(({ id, name, direct, unread }) => ({ id, name, direct, unread }));
  fill(element, [list, place], () => [
    h('section', {}, h('h2', {}, 'Channels'), list.filter((c) => !c.direct).map((c) => item(c.id, '#', c.name, c.unread, `channel-${c.name}`))),
    h('section', {}, h('h2', {}, 'Direct messages'), list.filter((c) => c.direct).map((c) => item(c.id, '●', app.name, c.unread, 'channel-dm'))),
    h('section', {}, h('h2', {}, 'Apps'), item('home', '⌂', `${app.name} Home`, 0, 'app-home')),
  ]);
}
