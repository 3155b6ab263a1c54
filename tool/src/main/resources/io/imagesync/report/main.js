// From the documents to the page. What came of it stands at the root element: the cells that are drawn, by how much the
// page is wider than its window, and how many milliseconds the first view and all of it took.
const begun = performance.now();
const root = document.documentElement;
const run = readRun(readDocument('run-json'));
showHead(run);
showFailures(run);
new ImageMatrix(run, cells => {
  root.dataset.cells = cells;
  root.dataset.sideways = root.scrollWidth - root.clientWidth;
  root.dataset.allMs = Math.round(performance.now() - begun);
}).show();
showNodes(run);
showPulls(run);
showRuns(readHistory(readDocument('history-json')));
root.dataset.firstMs = Math.round(performance.now() - begun);
