import { h } from './dom.js';
import { dateTokens } from './time.js';

const EMOJI = {
  white_check_mark: '✅', heavy_check_mark: '✔️', x: '❌', no_entry: '⛔', warning: '⚠️', rotating_light: '🚨', key: '🔑', lock: '🔒',
  unlock: '🔓', hourglass: '⌛', hourglass_flowing_sand: '⏳', clock1: '🕐', alarm_clock: '⏰', stopwatch: '⏱️', bell: '🔔', eyes: '👀',
  wave: '👋', tada: '🎉', fire: '🔥', information_source: 'ℹ️', large_green_circle: '🟢', large_yellow_circle: '🟡', red_circle: '🔴',
  white_circle: '⚪', turtle: '🐢', mag: '🔍', calendar: '📅', scroll: '📜',
  arrows_counterclockwise: '🔄', leftwards_arrow_with_hook: '↩️', speech_balloon: '💬', shield: '🛡️', memo: '📝',
};

/** Names for ids; filled in as the workspace is known. */
export const names = { people: new Map(), channels: new Map() };

const unescaped = (text) => text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');
export const emoji = (name) => EMOJI[name] ?? `:${name}:`;
export const withEmoji = (text) => text.replace(/:([a-z0-9_+-]+):/g, (all, name) => EMOJI[name] ?? all);

export const mention = (id) => h('span.mention', {}, `@${names.people.get(id) ?? id}`);
export const channelLink = (id) => h('span.mention', {}, `#${names.channels.get(id) ?? id}`);
export const broadcast = (range) => h('span.mention.loud', {}, `@${range}`);
export const link = (url, text) =>
  /^(https?|mailto):/i.test(url) ? h('a', { href: url, target: '_blank', rel: 'noreferrer noopener' }, text) : document.createTextNode(text);
export const date = (seconds, format) => h('time', { datetime: new Date(seconds * 1000).toISOString() }, dateTokens(seconds, format));

/** The text between < and >. */
function token(inside) {
  const [head, label] = inside.split(/\|(.*)/s);
  if (head.startsWith('@')) return mention(head.slice(1));
  if (head.startsWith('#')) return channelLink(head.slice(1));
  if (head.startsWith('!date^')) {
    const [, seconds, format] = head.split('^');
    return date(Number(seconds), format);
  }
  if (head.startsWith('!subteam^')) return mention(head.split('^')[1]);
  if (head.startsWith('!')) return broadcast(head.slice(1).split('^')[0]);
  return link(unescaped(head), unescaped(label ?? head));
}

const RULES = [
  [/^<([^<>\n]+)>/, (match) => token(match[1])],
  [/^`([^`\n]+)`/, (match) => h('code', {}, unescaped(match[1]))],
  [/^\*(?=\S)([^*\n]*\S)\*(?!\w)/, (match, verbatim) => h('strong', {}, inline(match[1], verbatim)), true],
  [/^_(?=\S)([^_\n]*\S)_(?!\w)/, (match, verbatim) => h('em', {}, inline(match[1], verbatim)), true],
  [/^~(?=\S)([^~\n]*\S)~(?!\w)/, (match, verbatim) => h('s', {}, inline(match[1], verbatim)), true],
];
/** How Slack renders plain text that is not marked as verbatim. */
const AUTOMATIC = [
  [/^https?:\/\/[^\s<>]+/, (match) => link(unescaped(match[0]), unescaped(match[0]))],
  [/^@(here|channel|everyone)\b/, (match) => broadcast(match[1])],
  [/^#([a-z0-9_-]+)\b/, (match) => ([...names.channels.values()].includes(match[1]) ? h('span.mention', {}, match[0]) : document.createTextNode(match[0]))],
];

function inline(text, verbatim) {
  const nodes = [];
  let plain = '';
  const flush = () => { if (plain) nodes.push(withEmoji(unescaped(plain))); plain = ''; };
  for (let i = 0; i < text.length;) {
    const rest = text.slice(i);
    const wordBefore = /\w$/.test(plain);
    const rules = verbatim || wordBefore ? RULES : [...RULES, ...AUTOMATIC];
    const hit = rules.filter(([, , edge]) => !edge || !wordBefore).map(([pattern, draw]) => [pattern.exec(rest), draw]).find(([match]) => match);
    if (hit) {
      flush();
      nodes.push(hit[1](hit[0], verbatim));
      i += hit[0][0].length;
    } else {
      plain += text[i++];
    }
  }
  flush();
  return nodes;
}

function lines(text, verbatim) {
  const nodes = [];
  let quote = null;
  text.split('\n').forEach((line, i) => {
    const quoted = /^(?:&gt;|>) ?(.*)$/.exec(line);
    if (quoted) {
      if (!quote) nodes.push((quote = h('blockquote')));
      else quote.append('\n');
      quote.append(...inline(quoted[1], verbatim));
    } else {
      if (i > 0 && !quote) nodes.push('\n');
      quote = null;
      nodes.push(...inline(line, verbatim));
    }
  });
  return nodes;
}

/** Slack's markup as nodes; {@code verbatim} text gets no links or mentions it did not ask for. */
export function mrkdwn(text, verbatim = false) {
  return text.split('```').flatMap((part, i) => (i % 2 ? [h('pre', {}, unescaped(part).replace(/^\n|\n$/g, ''))] : lines(part, verbatim)));
}
