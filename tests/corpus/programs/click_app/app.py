"""A list of things to buy."""

import click


class Aliases(click.Group):
    def get_command(self, ctx, name):
        found = super().get_command(ctx, name)
        return found or super().get_command(ctx, {"ls": "show"}.get(name, name))


@click.group(cls=Aliases, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option("1.2", prog_name="shop")
@click.pass_context
def cli(ctx):
    """Things to buy, and who buys them."""
    ctx.obj = {"prefix": "-"}


@cli.command()
@click.argument("name")
@click.option(
    "--count", "-n", type=click.IntRange(1, 9), default=1, show_default=True, help="How many."
)
@click.option("--kind", type=click.Choice(["food", "tool"]), help="What it is.")
@click.option("--tag", multiple=True, metavar="TAG")
@click.pass_obj
def add(obj, name, count, kind, tag):
    """Add NAME to the list."""
    click.echo(
        f"{obj['prefix']} {click.style(name, fg='green', bold=True)} x{count} ({kind}) {tag}"
    )
    click.secho("done", err=True, fg="red")


@cli.command()
@click.argument("file", type=click.File())
@click.option("-v", "--verbose", count=True)
def show(file, verbose):
    """Show FILE."""
    for number, line in enumerate(file, 1):
        click.echo(f"{number * verbose}: {line.rstrip()}")
    raise click.ClickException("nothing else there")


if __name__ == "__main__":
    cli()
