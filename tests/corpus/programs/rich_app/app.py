import random
from dataclasses import dataclass

from rich.console import Console
from rich.markdown import Markdown
from rich.panel import Panel
from rich.pretty import Pretty
from rich.progress import track
from rich.syntax import Syntax
from rich.table import Table
from rich.tree import Tree


@dataclass
class Point:
    x: int
    y: float


random.seed(0)  # of the ids of links
console = Console(width=60, force_terminal=True, color_system="256")
table = Table(title="Prices", show_lines=True)
table.add_column("Name", style="cyan")
table.add_column("Price", justify="right")
table.add_row("pear", "[bold]2.50[/bold]")
table.add_row("äpple 影", "1.00")
console.print(table)
console.print(
    Panel("Some [red]text[/] that is long enough to be wrapped by the panel around it", title="T")
)
tree = Tree("root")
tree.add("a").add("b")
console.print(tree)
console.print(Pretty({"points": [Point(1, 2.0)] * 3, "set": {1}, "text": "x" * 50}))
console.print(Markdown("# Head\n\n- one\n- `two`\n\n> quote"))
console.print(Syntax("def f(x):\n    return x + 1", "python", theme="ansi_dark", line_numbers=True))
console.print("[link=http://example.invalid]link[/link] :smiley: 12.5 'text' None True")
try:
    1 / 0
except ZeroDivisionError:
    console.print_exception(width=60)
