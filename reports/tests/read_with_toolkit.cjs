// Reads an address with jsonstat-toolkit and prints what it understood, as JSON.
// Usage: node read_with_toolkit.cjs <folder of the toolkit> <address>
const JSONstat = require(process.argv[2]);

JSONstat(process.argv[3]).then((dataset) => {
  const roles = Object.fromEntries(dataset.id.map((id) => [id, dataset.Dimension(id).role]));
  const cells = [];
  const walk = (codes) => {
    if (codes.length < dataset.id.length) {
      dataset.Dimension(codes.length).id.forEach((code) => walk([...codes, code]));
    } else {
      const named = Object.fromEntries(codes.map((code, place) => [dataset.id[place], code]));
      const { value, status } = dataset.Data(named);
      cells.push([codes, value, status || null]);
    }
  };
  walk([]);
  console.log(JSON.stringify({ class: dataset.class, label: dataset.label, roles, cells }));
});
