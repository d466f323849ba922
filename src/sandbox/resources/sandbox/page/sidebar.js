import { h, fill } from './dom.js';
import { avatar } from './conversation.js';

/** The people that the user can act as: what each may do, and a dot for unread messages. The arrow keys change the person, as in any group of radio buttons. */
export function showPeople(element, people, about, me, unread, choose) {
  fill(element, [people, me, unread], () =>
    people.map((person, i) =>
      h('button.person', {
        type: 'button', role: 'radio', 'aria-checked': String(person.id === me), tabindex: person.id === me ? '0' : '-1', title: about[person.id], 'aria-label': person.realName,
        'data-testid': `person-${person.name}`, onclick: () => choose(person.id),
        onkeydown: (event) => {
          const move = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
          if (!move) return;
          event.preventDefault();
          const next = (i + move + people.length) % people.length;
          element.children[next].focus();
          choose(people[next].id);
        },
      },
      avatar(person),
      h('span.who', {}, h('strong', {}, person.realName), h('small', {}, about[person.id])),
      unread[person.id] ? h('span.dot', {}, h('span.unseen', {}, 'unread messages')) : null)));
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
