import sys

from jinja2 import DictLoader, Environment, StrictUndefined, TemplateError

PAGES = {
    "base": "<title>{% block title %}none{% endblock %}</title>\n{% block body %}{% endblock %}",
    "macros": "{% macro row(x, sep='|') -%}{{ x.name|upper }}{{ sep }}{{ '%.2f'|format(x.price) }}{%- endmacro %}",
    "list": """{% extends "base" %}{% from "macros" import row %}
{% block title %}{{ title|e }}{% endblock %}
{% block body %}
{%- for item in items|sort(attribute="name") if item.price > 0 recursive %}
{{ loop.index }}/{{ loop.length }} {{ row(item) }}{% if not loop.last %},{% endif %}
{%- else %}nothing{% endfor %}
{% set ns = namespace(total=0) %}{% for i in items %}{% set ns.total = ns.total + i.price %}{% endfor -%}
total {{ ns.total|round(1) }} {{ items|map(attribute="name")|join("; ") }} {{ greet("you") }}
{{ [1, 2, 3]|batch(2)|list }} {{ {"b": 1, "a": 2}|dictsort }} {{ "a b c"|title|replace("B", "x") }}
{% filter indent(2) %}one
two{% endfilter %}
{% endblock %}""",
    "broken": "{% if x %}\n{{ y }}\n{% endfor %}",
    "strict": "{{ missing.name }}",
}
environment = Environment(loader=DictLoader(PAGES), undefined=StrictUndefined, autoescape=True)
environment.globals["greet"] = lambda who: f"<hello {who}>"
items = [
    {"name": "pear", "price": 2.5},
    {"name": "apple & co", "price": 1},
    {"name": "x", "price": 0},
]
print(environment.get_template("list").render(title="<shop>", items=items))
print(environment.from_string("{{ x ~ 1 }} {{ x is defined }} {{ 7 // 2 ** 2 }}").render(x="a"))
for name in ("broken", "strict"):
    try:
        environment.get_template(name).render()
    except TemplateError as error:
        print(type(error).__name__, error)
if "--broken" in sys.argv:
    environment.from_string("line\n{{ 1 / nothing }}").render(nothing=0)
