import { h } from './dom.js';
import { blocks } from './blocks.js';
import { avatar } from './conversation.js';
import { mrkdwn, names } from './mrkdwn.js';
import { setNow, clock, now } from './time.js';

const surface = { where: {}, values: {}, enter() {}, act() {}, suggest: () => ({ options: [] }) };

const message = (text, list, ephemeral) =>
  h('article.message', { class: ephemeral ? 'ephemeral' : null },
    ephemeral && h('p.only', {}, 'Only visible to you'),
    avatar({ bot: true }),
    h('.body', {},
      h('p.author', {}, h('strong', {}, 'AWS access'), h('span.app', {}, 'App'), h('time', {}, clock(now()))),
      list ? blocks(list, surface) : h('.paragraph', {}, mrkdwn(text, true))));

const values = (list) => Object.fromEntries(list.filter((block) => block.type === 'input').map(({ block_id: id, element }) =>
  [id, { [element.action_id]: { selected_options: element.initial_options, selected_option: element.initial_option, value: element.initial_value } }]));

const form = (view) =>
  h('dialog.form', { open: true, 'aria-label': view.title.text },
    h('form', {},
      h('header', {}, avatar({ bot: true }), h('h2', {}, view.title.text), h('button.close', { type: 'button', 'aria-label': 'Close' }, '×')),
      h('.content', {}, blocks(view.blocks, { ...surface, values: values(view.blocks) })),
      h('footer', {},
        h('button.button', { type: 'button' }, view.close.text),
        view.submit && h('button.button.primary', { type: 'button' }, view.submit.text))));

function frame(drawing) {
  if (Array.isArray(drawing)) return message(drawing.join('\n'), null, true);
  if (drawing.type === 'home') return h('.home', {}, blocks(drawing.blocks, surface));
  if (drawing.type === 'modal') return form(drawing);
  return message(drawing.text, drawing.blocks);
}

/** Draws a sheet: drawings by the name of their state. */
window.show = ({ at, people, states }) => {
  setNow(at);
  names.people = new Map(Object.entries(people));
  document.getElementById('sheet').replaceChildren(...Object.entries(states).map(([state, drawing]) =>
    h('figure', { key: state }, h('figcaption', {}, state), frame(drawing))));
};
