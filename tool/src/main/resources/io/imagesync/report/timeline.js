// The pulls of each node over the time of the run.
const MOST_BARS = 20000;
const BAR_HEIGHT = 16;

function showPulls(run) {
  const section = byId('pulls');
  const tried = run.outcomes.filter(one => one.result === 'pulled' || one.result === 'failed');
  const timed = tried.filter(one => one.started !== null && one.seconds !== null).slice(0, MOST_BARS);
  if (timed.length === 0) {
    section.append(make('p', {}, tried.length === 0 ? 'This run pulled nothing.'
      : 'The run is from a version that did not record when its pulls began; the next run does.'));
    return;
  }
  const begin = timed.reduce((first, one) => Math.min(first, one.started.getTime()), Infinity);
  const end = timed.reduce((last, one) => Math.max(last, one.started.getTime() + one.seconds * 1000), begin + 100);
  const says = make('div', { class: 'says', 'aria-live': 'polite' },
    make('span', { class: 'soft' }, 'Point at a bar to see its pull here.'));
  const lanes = make('ol', { class: 'lanes' }, ...lanesOf(run.nodes.map(node => node.name), timed, begin, end));
  const tell = event => {
    const one = timed[event.target.dataset.pull];
    if (one !== undefined) says.replaceChildren(...aboutPull(one));
  };
  lanes.addEventListener('mouseover', tell);
  lanes.addEventListener('click', tell);
  section.append(
    make('ul', { class: 'legend' }, make('li', {}, 'plain bar: pulled'), make('li', {}, 'striped bar that ends in \u00d7: failed')),
    says,
    make('div', { class: 'box', tabindex: 0, role: 'region', 'aria-label': 'Pulls by node' }, scale(begin, end), lanes));
  if (timed.length < tried.length) section.append(make('p', { class: 'soft' }, 'and ' + (tried.length - timed.length) + ' more pulls'));
}

function scale(begin, end) {
  const marks = make('div');
  for (let i = 0; i <= 4; i++) {
    const mark = make('span', {}, i === 0 ? clock(new Date(begin)) : duration((end - begin) / 1000 * i / 4));
    mark.style.left = 25 * i + '%';
    marks.append(mark);
  }
  return make('div', { class: 'scale', 'aria-hidden': 'true' }, marks);
}

function lanesOf(names, timed, begin, end) {
  const lanes = alike(timed.map((one, index) => ({ one, index })), pull => pull.one.node);
  const byNode = new Map(lanes.map(pulls => [pulls[0].one.node, pulls]));
  return names.filter(name => byNode.has(name)).map(node => {
    const pulls = byNode.get(node);
    const track = make('div', { class: 'track', 'aria-hidden': 'true' });
    const free = [];
    pulls.sort((a, b) => a.one.started - b.one.started);
    for (const { one, index } of pulls) {
      const from = one.started.getTime();
      let lane = free.findIndex(until => until <= from);
      if (lane < 0) lane = free.length;
      free[lane] = from + one.seconds * 1000;
      const bar = make('i', { class: one.result, 'data-pull': index });
      bar.style.left = 100 * (from - begin) / (end - begin) + '%';
      bar.style.width = 100 * one.seconds * 1000 / (end - begin) + '%';
      bar.style.top = lane * BAR_HEIGHT + 1 + 'px';
      track.append(bar);
    }
    track.style.height = free.length * BAR_HEIGHT + 'px';
    return make('li', {}, make('span', { class: 'name' }, node), track, make('span', { class: 'sum' }, sumOf(pulls.map(pull => pull.one))));
  });
}

function sumOf(pulls) {
  const pulled = pulls.filter(one => one.result === 'pulled');
  const failed = pulls.length - pulled.length;
  return pulled.length + ' pulled' + (pulled.length > 0 ? ', ' + bytesOf(pulled) : '')
    + (failed > 0 ? '; ' + failed + ' failed' : '');
}

function aboutPull(one) {
  return [make('span', { class: 'name' }, one.image), ' on ', make('span', { class: 'name' }, one.node), ': ',
    make('b', {}, one.result), (one.source === '' ? '' : ' through this host from ' + one.source) + ', ' + (one.bytes === null ? '' : bytesOf([one]) + ' ') + 'in ' + duration(one.seconds)
      + (one.rate === null ? '' : ', ' + bytes(one.rate) + '/s') + ', from ' + clock(one.started)
      + (one.attempts > 1 ? ', ' + one.attempts + ' tries' : ''),
    ...(one.what === '' ? [] : [make('br'), one.what + '; ' + one.remedy])];
}
