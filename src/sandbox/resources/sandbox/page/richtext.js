import { h } from './dom.js';
import { broadcast, channelLink, date, emoji, link, mention } from './mrkdwn.js';

const STYLES = { bold: 'strong', italic: 'em', strike: 's', code: 'code', underline: 'u' };

function piece(element) {
  const drawn = {
    text: () => document.createTextNode(element.text),
    link: () => link(element.url, element.text ?? element.url),
    user: () => mention(element.user_id),
    channel: () => channelLink(element.channel_id),
    emoji: () => document.createTextNode(emoji(element.name)),
    broadcast: () => broadcast(element.range),
    date: () => date(element.timestamp, element.format),
  }[element.type]();
  return Object.entries(STYLES).reduce((node, [style, tag]) => (element.style?.[style] ? h(tag, {}, node) : node), drawn);
}

const pieces = (parent) => parent.elements.map(piece);

/** A rich_text block. */
export function richText(block) {
  return block.elements.map((element) => ({
    rich_text_section: () => h('p', {}, pieces(element)),
    rich_text_quote: () => h('blockquote', {}, pieces(element)),
    rich_text_preformatted: () => h('pre', {}, pieces(element)),
    rich_text_list: () =>
      h(element.style === 'ordered' ? 'ol' : 'ul', { start: element.offset ? element.offset + 1 : null, class: `indent-${element.indent ?? 0}` },
        element.elements.map((item) => h('li', {}, pieces(item)))),
  }[element.type]()));
}
