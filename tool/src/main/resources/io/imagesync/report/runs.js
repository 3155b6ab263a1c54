// The history: one column for each run, the newest at the right.
const COLUMN = 10;
const HIGH = 40;
const SERIES = [
  { words: 'Took', of: run => run.seconds, shown: duration, className: '' },
  { words: 'Pulled', of: run => run.pulled, shown: String, className: 'good' },
  { words: 'Failed', of: run => run.failed, shown: String, className: 'bad' },
  { words: 'Missing at the end', of: run => run.missing, shown: String, className: 'warn' },
];

function showRuns(runs) {
  const section = byId('runs');
  if (runs.length === 0) {
    section.append(make('p', {}, 'There is no history yet.'));
    return;
  }
  const fitting = runs.slice(-(innerWidth < 700 ? 100 : 250));
  const says = make('div', { class: 'says', 'aria-live': 'polite' });
  const tell = index => says.replaceChildren(...aboutRun(fitting[index]));
  tell(fitting.length - 1);
  const charts = SERIES.map(series => chart(series, fitting));
  const box = make('dl', { class: 'series' }, ...charts.flat());
  const point = event => {
    const index = event.target.dataset.run;
    if (index === undefined) return;
    box.querySelectorAll('.at').forEach(hit => hit.classList.remove('at'));
    box.querySelectorAll('[data-run="' + Number(index) + '"]').forEach(hit => hit.classList.add('at'));
    tell(Number(index));
  };
  box.addEventListener('mouseover', point);
  box.addEventListener('click', point);
  section.append(
    make('p', { class: 'soft' }, (fitting.length < runs.length ? 'The last ' + fitting.length + ' of ' : '')
      + some(runs.length, 'run', 'runs') + ', the newest at the right. Point at one to see its details here.'),
    says, box,
    make('div', { class: 'ends', 'aria-hidden': 'true' }, make('span', {}, moment(fitting[0].started)),
      make('span', {}, moment(fitting[fitting.length - 1].started))),
    later('The runs as a table', () => make('div', { class: 'box' }, runTable(runs))));
}

function chart(series, runs) {
  const values = runs.map(series.of);
  const top = values.reduce((a, b) => Math.max(a, b), 0);
  const bars = values.map((value, at) => {
    const height = top === 0 || value === 0 ? 0 : Math.max(2, HIGH * value / top);
    return draw('rect', { x: at * COLUMN + 1, y: HIGH - height, width: COLUMN - 2, height });
  });
  const hits = values.map((_, at) =>
    draw('rect', { class: 'hit', x: at * COLUMN, y: 0, width: COLUMN, height: HIGH, 'data-run': at }));
  const last = values[values.length - 1];
  return [
    make('dt', {}, make('b', {}, series.words),
      make('span', { class: 'soft' }, ' last ' + series.shown(last) + ', most ' + series.shown(top))),
    make('dd', { class: series.className }, draw('svg', {
      viewBox: '0 0 ' + Math.max(30, runs.length) * COLUMN + ' ' + HIGH, preserveAspectRatio: 'none', role: 'img',
      'aria-label': series.words + ': last ' + series.shown(last) + ', most ' + series.shown(top),
    }, ...bars, ...hits)),
  ];
}

const bytesOfRun = run => (run.atLeast ? 'at least ' : '') + bytes(run.bytes);

function aboutRun(run) {
  return [make('b', {}, moment(run.started) + ': ' + resultSign(run) + ' ' + resultWords(run)),
    ', took ' + duration(run.seconds) + '; ' + run.pulled + ' pulled' + (run.pulled > 0 ? ', ' + bytesOfRun(run) : '') + '; ' + run.failed + ' failed, '
      + run.notTried + ' not tried, ' + run.missing + ' missing at the end; ' + run.leftOut + ' of '
      + some(run.nodes, 'node', 'nodes') + ' left out'];
}

function runTable(runs) {
  return sortable('The last runs, the newest first. A click on a heading sorts.',
    ['Run', 'Result', 'Took', 'Pulled', 'Failed', 'Not tried', 'Missing', 'Left out', 'Bytes'],
    [...runs].reverse().map(run => [
      { text: moment(run.started) }, { text: resultSign(run) + ' ' + resultWords(run), className: 'left' },
      { text: duration(run.seconds), by: run.seconds }, figure(run.pulled), figure(run.failed, 'bad'), figure(run.notTried, 'warn'),
      figure(run.missing, 'warn'), figure(run.leftOut, 'bad'), { text: bytesOfRun(run), by: run.bytes ?? -1 }]));
}
