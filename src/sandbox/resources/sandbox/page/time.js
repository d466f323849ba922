/** Everybody in the simulated workspace lives here. */
export const PLACE = 'Berlin';
const ZONE = `Europe/${PLACE}`;

let ahead = 0;

/** Sandbox time: real time plus the time that was skipped. */
export const now = () => Date.now() + ahead;
export const setNow = (instant) => { ahead = instant - Date.now(); };

const format = (date, options) => new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, ...options }).format(date);
const day = (millis) => format(millis, { dateStyle: 'short' });

export const clock = (millis) => format(millis, { hour: '2-digit', minute: '2-digit' });
export const clockWithSeconds = (millis) => format(millis, { timeStyle: 'medium' });
export const longDate = (millis) => format(millis, { weekday: 'long', day: 'numeric', month: 'long' });
export const millisOf = (ts) => Math.round(Number(ts) * 1000);

/** "Today", "Yesterday" or the date as {@code otherwise} writes it. */
export function dayName(millis, otherwise = longDate) {
  const days = { [day(now())]: 'Today', [day(now() - 86_400_000)]: 'Yesterday', [day(now() + 86_400_000)]: 'Tomorrow' };
  return days[day(millis)] ?? otherwise(millis);
}

/** How long something is from now, in its one or two largest units. */
export function span(millis) {
  let minutes = Math.round(Math.abs(millis) / 60_000);
  if (minutes < 1) return `${Math.round(Math.abs(millis) / 1000)} s`;
  const parts = [];
  for (const [unit, size] of [['d', 1440], ['h', 60], ['min', 1]]) {
    if (minutes >= size && parts.length < 2) {
      parts.push(`${Math.floor(minutes / size)} ${unit}`);
      minutes %= size;
    }
  }
  return parts.join(' ');
}

/** Slack's date tokens, such as {@code {date_short_pretty} at {time}}. */
export function dateTokens(seconds, text) {
  const at = seconds * 1000;
  const short = (millis) => format(millis, { day: 'numeric', month: 'short', year: 'numeric' });
  const long = (millis) => format(millis, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
  const plain = (millis) => format(millis, { day: 'numeric', month: 'long', year: 'numeric' });
  const pretty = (otherwise) => { const name = dayName(at, otherwise); return /^(Tod|Yes|Tom)/.test(name) ? name.toLowerCase() : name; };
  const values = {
    date_num: () => format(at, { dateStyle: 'short' }), date: () => plain(at), date_short: () => short(at), date_long: () => long(at),
    date_pretty: () => pretty(plain), date_short_pretty: () => pretty(short), date_long_pretty: () => pretty(long),
    day_divider_pretty: () => dayName(at), time: () => clock(at), time_secs: () => clockWithSeconds(at),
    ago: () => (at < now() ? `${span(now() - at)} ago` : `in ${span(at - now())}`),
  };
  return text.replace(/\{(\w+)\}/g, (token, name) => values[name]?.() ?? token);
}

const offset = (millis) => {
  const parts = Object.fromEntries(new Intl.DateTimeFormat('en-US', {
    timeZone: ZONE, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric',
  }).formatToParts(millis).map((part) => [part.type, Number(part.value)]));
  return Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute) - Math.floor(millis / 60_000) * 60_000;
};

/** What a date-and-time field shows, and back. */
export const toField = (seconds) => (seconds ? new Date(seconds * 1000 + offset(seconds * 1000)).toISOString().slice(0, 16) : '');
export function fromField(text) {
  const guess = Date.parse(`${text}Z`);
  return text ? (guess - offset(guess)) / 1000 : null;
}
