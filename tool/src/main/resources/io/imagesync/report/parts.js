// The pieces of a page. Text becomes text nodes, and nothing else is ever made of it.
const SVG = 'http://www.w3.org/2000/svg';

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter(child => child !== null));
  return element;
}

const make = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);
const draw = (tag, attributes = {}, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);
const byId = id => document.getElementById(id);
const some = (number, one, many) => number + ' ' + (number === 1 ? one : many);

// With one decimal, rounded as the program's own texts are.
function tenths(value) {
  const rounded = Math.round(value * 10);
  return Math.floor(rounded / 10) + '.' + rounded % 10;
}

function bytes(value) {
  if (value === null) return 'size unknown';
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB'];
  let unit = 0;
  for (; value >= 999.5 && unit < units.length - 1; unit++) value /= 1000;
  return (unit === 0 || value >= 99.5 ? Math.round(value) : tenths(value)) + ' ' + units[unit];
}

// Of several pulls, of which the size may not be known.
function bytesOf(pulls) {
  const known = pulls.filter(one => one.bytes !== null);
  if (known.length === 0 && pulls.length > 0) return bytes(null);
  return (known.length < pulls.length ? 'at least ' : '') + (known.some(one => one.about) ? 'about ' : '')
    + bytes(known.reduce((sum, one) => sum + one.bytes, 0));
}

function duration(seconds) {
  if (seconds === null) return 'unknown';
  if (seconds < 9.95) return tenths(seconds) + ' s';
  const whole = Math.round(seconds);
  if (whole < 120) return whole + ' s';
  const and = (rest, unit) => (rest === 0 ? '' : ' ' + rest + unit);
  return whole < 7200 ? Math.floor(whole / 60) + ' min' + and(whole % 60, ' s')
    : Math.floor(whole / 3600) + ' h' + and(Math.floor(whole % 3600 / 60), ' min');
}

const two = number => String(number).padStart(2, '0');
const day = date => [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
const clock = date => [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
const moment = date => (date === null ? 'at an unknown time' : day(date) + ' ' + clock(date));

// Those with the same key together, in the order of the first of each.
function alike(items, keyOf) {
  const groups = new Map();
  for (const item of items) {
    const key = keyOf(item);
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(item);
  }
  return [...groups.values()];
}

// Names of nodes in short: gpu[01-16,20].
function folded(names) {
  const numbered = [];
  const words = [];
  for (const name of names) {
    const parts = /^(.*?)(\d{1,9})(\D*)$/.exec(name);
    if (parts === null) words.push(name);
    else numbered.push({ head: parts[1], digits: parts[2], tail: parts[3] });
  }
  const all = alike(numbered, one => JSON.stringify([one.head, one.digits.length, one.tail])).map(same => {
    const ranges = foldedNumbers(same.map(one => Number(one.digits)), same[0].digits.length);
    return same[0].head + (same.length === 1 ? ranges : '[' + ranges + ']') + same[0].tail;
  });
  return all.concat(words).join(', ');
}

function foldedNumbers(numbers, width) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const ranges = [];
  for (let i = 0; i < sorted.length; i++) {
    const first = sorted[i];
    while (i + 1 < sorted.length && sorted[i + 1] <= sorted[i] + 1) i++;
    const ends = (first === sorted[i] ? [first] : [first, sorted[i]]).map(n => String(n).padStart(width, '0'));
    ranges.push(ends.join('-'));
  }
  return ranges.join(',');
}

// Does the work in steps, so that what is there already can be seen and used; begun anew, it drops what is left.
class Steps {
  constructor() {
    this.turn = 0;
    this.busy = false;
  }

  run(count, step, done) {
    const turn = ++this.turn;
    let next = 0;
    this.busy = true;
    const go = () => {
      if (turn !== this.turn) return;
      next = step(next);
      if (next < count) {
        setTimeout(go);
      } else {
        this.busy = false;
        done();
      }
    };
    go();
  }
}

// A cell of such a table for a number; null where there is none to tell.
const figure = (value, className) => (value === null ? { text: '-', by: -1 }
  : { text: String(value), by: value, className: value > 0 ? className : null });

// A table whose columns sort it: rows of cells { text, by, className, node }.
function sortable(caption, columns, rows) {
  const body = make('tbody');
  const heads = columns.map((column, index) => {
    const button = make('button', { type: 'button' }, column);
    button.addEventListener('click', () => sortBy(index));
    return make('th', { scope: 'col', class: rows[0]?.[index].className?.includes('left') ? 'left' : null }, button);
  });
  let sorted = -1;
  let up = true;
  const show = shown => body.replaceChildren(...shown.map(cells => make('tr', {}, ...cells.map((cell, index) =>
    make(index === 0 ? 'th' : 'td', { scope: index === 0 ? 'row' : null, class: cell.className },
      ...(cell.mark ? [cell.mark] : []), cell.text)))));
  const sortBy = index => {
    up = sorted === index ? !up : index === 0;
    sorted = index;
    heads.forEach((head, i) => (i === index
      ? head.setAttribute('aria-sort', up ? 'ascending' : 'descending') : head.removeAttribute('aria-sort')));
    const by = cells => cells[index].by ?? cells[index].text;
    show([...rows].sort((a, b) => (up ? 1 : -1) * (by(a) < by(b) ? -1 : by(a) > by(b) ? 1 : 0)));
  };
  show(rows);
  return make('table', { class: 'plain' }, make('caption', {}, make('span', {}, caption)), make('thead', {}, make('tr', {}, ...heads)), body);
}
