import { h, fillList } from './dom.js';
import { blocks } from './blocks.js';
import { mrkdwn } from './mrkdwn.js';
import { clock, dayName, millisOf } from './time.js';

const TOGETHER = 5 * 60_000;

const initials = (name) => name.split(/\s+/).map((word) => word[0]).join('').slice(0, 2).toUpperCase();

const hue = (id) => [...id].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 360, 7);

export function avatar(person) {
  const image = h(`span.avatar${person.bot ? '.bot' : ''}`, { 'aria-hidden': 'true' }, person.bot ? '' : initials(person.realName));
  if (!person.bot) image.style.setProperty('--hue', hue(person.id));
  return image;
}

function rows(messages) {
  const replies = messages.filter((message) => message.thread_ts && message.thread_ts !== message.ts);
  const shown = messages.filter((message) => !replies.includes(message))
    .flatMap((message) => [message, ...replies.filter((reply) => reply.thread_ts === message.ts)]);
  let before = null;
  return shown.flatMap((message) => {
    const at = millisOf(message.ts);
    const day = dayName(at);
    const divider = before?.day === day ? [] : [{ key: `day ${day}`, divider: day }];
    const follows = before && !divider.length && before.user === message.user && !message.thread_ts && !message.ephemeral && !before.ephemeral && at - before.at < TOGETHER;
    before = { day, at, user: message.user, ephemeral: message.ephemeral };
    return [...divider, { key: message.ts, message, follows: Boolean(follows), reply: replies.includes(message) }];
  });
}

function draw(row, people, surfaceOf) {
  if (row.divider) return h('.day', { role: 'separator' }, h('span', {}, row.divider));
  const { message } = row;
  const author = people.get(message.user) ?? { id: '?', realName: message.user };
  const at = millisOf(message.ts);
  return h('article.message', { class: [row.follows && 'follows', row.reply && 'reply', message.ephemeral && 'ephemeral'].filter(Boolean).join(' ') || null, 'data-testid': 'message', 'data-ts': message.ts },
    message.ephemeral && h('p.only', {}, h('span', { 'aria-hidden': 'true' }, '◉ '), 'Only visible to you'),
    row.follows ? h('time.gutter', { datetime: new Date(at).toISOString() }, clock(at)) : avatar(author),
    h('.body', {},
      !row.follows && h('p.author', {}, h('strong', {}, author.realName), author.bot && h('span.app', {}, 'App'), h('time', { datetime: new Date(at).toISOString() }, clock(at))),
      message.blocks?.length ? blocks(message.blocks, surfaceOf(message)) : h('.paragraph', {}, mrkdwn(message.text)),
      (message.files ?? []).map((file) => h('p.file', {}, `File: ${file.name}`)),
      message.edited && h('small.edited', {}, '(edited)')));
}

/** Shows the messages of a channel, and keeps the newest visible to a reader who was at the end. */
export function showMessages(element, messages, people, surfaceOf) {
  const atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < 80;
  const changed = fillList(element, rows(messages), (row) => row.key, (row) => draw(row, people, surfaceOf));
  if (changed && atEnd) element.scrollTop = element.scrollHeight;
}
