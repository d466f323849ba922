() => {
  const faults = [];
  const seen = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest('.unseen');
  const told = (element) => `${element.tagName.toLowerCase()}.${element.className} "${(element.textContent ?? '').trim().slice(0, 30)}"`;
  const channels = (colour) => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const over = ([r, g, b, a = 1], under) => [r, g, b].map((one, i) => one * a + under[i] * (1 - a));
  const ground = (element) => {
    if (!element) return [255, 255, 255];
    const colour = channels(getComputedStyle(element).backgroundColor);
    if (colour.length === 3) return colour;
    return colour[3] === 0 ? ground(element.parentElement) : over(colour, ground(element.parentElement));
  };
  const luminance = (rgb) => rgb
    .map((one) => one / 255)
    .map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4))
    .reduce((sum, one, i) => sum + one * [0.2126, 0.7152, 0.0722][i], 0);
  const opacity = (element) => (element ? Number(getComputedStyle(element).opacity) * opacity(element.parentElement) : 1);

  for (const element of document.querySelectorAll('body *')) {
    const text = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
    if (!text || !seen(element) || element.matches(':disabled, option')) continue;
    const style = getComputedStyle(element);
    const behind = ground(element);
    const [r, g, b, a = 1] = channels(style.color);
    const front = over([r, g, b, a * opacity(element)], behind);
    const [dark, light] = [luminance(front), luminance(behind)].sort((one, other) => one - other);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
    const contrast = (light + 0.05) / (dark + 0.05);
    if (contrast < (large ? 3 : 4.5)) faults.push(`contrast ${contrast.toFixed(2)}: ${told(element)}`);
  }
  for (const element of document.querySelectorAll('button, input, select, textarea, [role=img], dialog, nav, aside')) {
    if (!seen(element)) continue;
    const labels = [...(element.labels ?? [])].map((label) => label.textContent).join();
    const by = document.getElementById(element.getAttribute('aria-labelledby') ?? '')?.textContent;
    const own = element.matches('button') ? element.textContent : '';
    const legend = element.closest('fieldset')?.querySelector('legend')?.textContent;
    if (![element.getAttribute('aria-label'), labels, by, own, legend].some((name) => name?.trim())) faults.push(`no name: ${told(element)}`);
  }
  for (const element of document.querySelectorAll('[aria-hidden=true] button, [aria-hidden=true] a, [aria-hidden=true] input')) faults.push(`hidden, but takes the focus: ${told(element)}`);
  const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
  ids.filter((id, i) => ids.indexOf(id) < i).forEach((id) => faults.push(`two elements are '${id}'`));
  if (!document.documentElement.lang || !document.title) faults.push('no language or no title');
  if (document.documentElement.scrollWidth > innerWidth) faults.push(`wider than the screen: ${document.documentElement.scrollWidth}`);
  return faults;
}
