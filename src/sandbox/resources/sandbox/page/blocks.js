import { h } from './dom.js';
import { control } from './controls.js';
import { mrkdwn, withEmoji } from './mrkdwn.js';
import { richText } from './richtext.js';

/** A text object. */
export const text = (object) =>
  object.type === 'mrkdwn' ? mrkdwn(object.text, object.verbatim) : [withEmoji(object.text)];

const picture = (image, size = '') => h(`span.picture${size}`, { role: 'img', 'aria-label': image.alt_text, title: image.alt_text });

const DRAW = {
  header: (block) => h('h2', {}, text(block.text)),
  divider: () => h('hr'),
  section: (block, surface) => [
    h('.words', {},
      block.text && h('.paragraph', {}, text(block.text)),
      block.fields && h('.fields', {}, block.fields.map((field) => h('.paragraph', {}, text(field))))),
    block.accessory && h('.accessory', {}, block.accessory.type === 'image' ? picture(block.accessory, '.large') : control(block, block.accessory, surface)),
  ],
  context: (block) => block.elements.map((element) => (element.type === 'image' ? picture(element) : h('span', {}, text(element)))),
  actions: (block, surface) => block.elements.map((element) => control(block, element, surface)),
  rich_text: (block) => richText(block),
  image: (block) => [block.title && h('figcaption', {}, text(block.title)), picture(block, '.wide')],
  alert: (block) => h(`.words`, { role: 'note' }, text(block.text)),
  table: (block) =>
    h('table', {}, block.rows.map((row) =>
      h('tr', {}, row.map((cell) => h('td', {}, cell.type === 'rich_text' ? richText(cell) : String(cell.text ?? cell.value)))))),
  data_visualization: (block) => {
    const series = block.chart.series ?? [{ name: block.title, data: block.chart.segments }];
    const most = Math.max(...series.flatMap((one) => one.data.map((point) => point.value)));
    return h('figure', {},
      h('figcaption', {}, block.title),
      series.flatMap((one) => one.data.map((point) =>
        h('.bar', {}, h('span', {}, point.label), h('meter', { min: 0, max: most, value: point.value, 'aria-label': point.label }), h('span', {}, String(point.value))))));
  },
  input: (block, surface) => {
    const id = `${block.block_id}-${block.element.action_id}`;
    const error = surface.errors?.[block.block_id];
    const group = ['checkboxes', 'radio_buttons'].includes(block.element.type);
    return h(group ? 'fieldset' : '.field', { class: error ? 'wrong' : null },
      h(group ? 'legend' : 'label', { for: group ? null : id }, text(block.label), block.optional && h('small', {}, ' (optional)')),
      control(block, block.element, surface, id),
      error && h('p.error', { id: `${id}-error`, role: 'alert' }, error),
      block.hint && h('p.help', {}, text(block.hint)));
  },
};

/**
 * Blocks as they look. {@code surface} tells what they stand in: {@code where}, {@code values} and {@code errors} by block,
 * {@code act(block, element, value)}, {@code enter(block, element, value)} and {@code suggest(block, element, typed)}.
 */
export const blocks = (list, surface) =>
  list.map((block) =>
    h(`.block.${block.type}${block.level ? `.${block.level}` : ''}`, { 'data-testid': `block-${block.block_id}` },
      DRAW[block.type]?.(block, surface) ?? h('p.help', {}, `(a block of type ${block.type})`)));
