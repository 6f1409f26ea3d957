function outer(a, b) {
  const inner = (x) => x ? a : b;
  for (let i = 0; i < 3; i++) { if (inner(i) && b) { return i; } }
  return [1, 2].map(function (y) { return y * 2; });
}
