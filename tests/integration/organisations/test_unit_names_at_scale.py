"""Names alike among as many units as a province has."""

from __future__ import annotations

from time import perf_counter

import pytest
from django.db import connection

from factories.tree import make_officer, make_tree
from huzhu.kernel.scope import acting_in
from huzhu.organisations import queries
from huzhu.organisations.enums import Role
from huzhu.organisations.rules import grams

pytestmark = [pytest.mark.django_db, pytest.mark.deep]
UNITS = 30_000

# Names of the demo's kind, all of them with 示范 in it, so that one pair is in every name.
ADD_UNITS = """
    INSERT INTO organisations_organisation
        (id, parent_id, path, kind, code, name, city_id, county_id, staff_count, women_count,
         starts_on)
    SELECT 1000000 + n, p.id, p.path || (1000000 + n) || '/', 'unit', 'X' || n,
           p.name || s.stem || '示范' || t.trade || k.word, p.city_id, p.id, 10, 4, '2020-01-01'
    FROM generate_series(1, %s) n
    JOIN (SELECT id, path, name, city_id, row_number() OVER (ORDER BY path) - 1 AS at
          FROM organisations_organisation WHERE kind = 'county') p ON p.at = n %% 3
    JOIN unnest(ARRAY['云岭','青禾','启明','长风','瑞泉','松涛','星河','望岳','金穗','澄湖'])
         WITH ORDINALITY s(stem, at) ON s.at = n %% 10 + 1
    JOIN unnest(ARRAY['机械厂','中学','医院','小学','煤业','供水所','纺织厂','乳品厂','水泥厂'])
         WITH ORDINALITY t(trade, at) ON t.at = n %% 9 + 1
    JOIN unnest(ARRAY['甲','乙','丙','丁','戊','己','庚'])
         WITH ORDINALITY k(word, at) ON k.at = n %% 7 + 1
"""
ADD_PAIRS = """
    INSERT INTO organisations_namegram (gram, organisation_id, org_path, size)
    SELECT g.gram, o.id, o.path, count(*) OVER (PARTITION BY o.id)
    FROM organisations_organisation o
    CROSS JOIN LATERAL (SELECT DISTINCT substr(o.name, i, 2) AS gram
                        FROM generate_series(1, length(o.name) - 1) i) g
    WHERE o.id >= 1000000
"""


def quickest(act) -> float:
    times = []
    for _ in range(5):
        started = perf_counter()
        act()
        times.append(perf_counter() - started)
    return min(times)


def test_similar_names_are_found_among_a_provinces_units(house):
    tree = make_tree()
    city = make_officer("city", Role.CITY_OFFICER, tree["宝鸡市"])
    office = make_officer("office", Role.CITY_OFFICER, tree.office)
    with connection.cursor() as cursor:
        cursor.execute(ADD_UNITS, [UNITS])
        assert cursor.rowcount == UNITS
        cursor.execute(ADD_PAIRS)
        cursor.execute("SELECT name FROM organisations_organisation WHERE id = 1000001")
        name = cursor.fetchone()[0]
        cursor.execute("SELECT array_agg(gram) FROM organisations_namegram"
                       " WHERE organisation_id = 1000001")  # fmt: skip
        assert set(cursor.fetchone()[0]) == grams(name)
    for officer in (city, office):
        with acting_in(officer.scope):
            acts = {
                "here": lambda o=officer: queries.alike_here(o.scope, name),
                "elsewhere": lambda o=officer: queries.alike_elsewhere(o.scope, name),
                "search": lambda o=officer: queries.search_units(o.scope, "云岭示范机械"),
            }
            taken = {what: quickest(act) for what, act in acts.items()}
            found = {what: act() for what, act in acts.items()}
        assert found["search"]
        assert found["here"] or found["elsewhere"]
        print({what: f"{seconds * 1000:.0f} ms" for what, seconds in taken.items()})
