"""The checks as set-wise statements over the covers in force, held in a table for the run.

`quality_base` has a row for each cover, `quality_found` one for each thing found: which covers, how
many people, and what the text says besides. Both end with the transaction.
"""

from __future__ import annotations

from huzhu.enrolment.enums import QualityCheck as Q

BASE = """
CREATE TEMPORARY TABLE quality_base ON COMMIT DROP AS
SELECT c.id AS cover_id, c.ref AS cover_ref, c.person_id, p.ref AS person_ref, p.name, p.sex,
  p.birth_on, p.died_on, p.phone_hash, c.organisation_id, c.org_path, c.city_id, c.county_id,
  c.plan_id, c.edition_id = ANY (%(child_editions)s) AS is_child, c.starts_on,
  EXISTS (SELECT 1 FROM members_employment e WHERE e.person_id = c.person_id
          AND e.organisation_id = c.organisation_id AND e.ends_before IS NULL) AS is_employed,
  r.created_by_id AS handler_id
FROM enrolment_cover c
JOIN members_person p ON p.id = c.person_id
JOIN enrolment_enrolment n ON n.id = c.enrolment_id
LEFT JOIN enrolment_rosterimport r ON r.id = n.roster_id
WHERE c.status = 'active' AND c.ends_before > %(day)s {within}
"""
READY = """
CREATE UNIQUE INDEX ON quality_base (cover_id);
CREATE INDEX ON quality_base (person_id);
ANALYZE quality_base;
CREATE TEMPORARY TABLE quality_found (check_code text, organisation_id bigint, subject text,
  covers bigint[], number integer, extra text) ON COMMIT DROP;
"""
_INTO = "INSERT INTO quality_found (check_code, organisation_id, subject, covers, number, extra) "
_AGE = "extract(year FROM age(starts_on, birth_on))::integer::text"


def _each_person(condition: str, extra: str) -> str:
    """Something about one person at one unit, whatever the number of plans."""
    return (
        "SELECT organisation_id, organisation_id || ':' || person_id, array_agg(cover_id), 1,"
        f" min({extra}) FROM quality_base WHERE {condition} GROUP BY organisation_id, person_id"
    )


def _shared(numbers: str, limit: str, condition: str) -> str:
    """One number for many people; `numbers` gives (person_id, digest) of those who have one."""
    return f"""
        WITH numbers AS ({numbers}),
        here AS (SELECT b.organisation_id, b.person_id, b.cover_id, n.digest FROM quality_base b
                 JOIN numbers n USING (person_id) WHERE {condition}),
        shared AS (SELECT digest, count(DISTINCT person_id) AS people FROM here
                   GROUP BY digest HAVING count(DISTINCT person_id) >= {limit})
        SELECT h.organisation_id, h.organisation_id || ':' || encode(h.digest, 'hex'),
               array_agg(h.cover_id), count(DISTINCT h.person_id), max(s.people)::text
        FROM here h JOIN shared s USING (digest) GROUP BY h.organisation_id, h.digest
    """


_PHONES = (
    "SELECT DISTINCT person_id, phone_hash AS digest FROM quality_base WHERE phone_hash IS NOT NULL"
)
_ACCOUNTS = (
    "SELECT person_id, number_hash AS digest FROM members_payoutaccount WHERE replaced_at IS NULL"
)
# A child's parent, or the parent's phone or account, stands for the family.
_PARENTS = (
    "SELECT child_id, convert_to('parent:' || parent_id, 'UTF8') FROM members_familytie"
    " WHERE ended_at IS NULL"
)

CLEAR: dict[Q, str] = {
    Q.PHONE_SHARED: _shared(_PHONES, "%(phone_people)s", "NOT b.is_child"),
    Q.ACCOUNT_SHARED: _shared(_ACCOUNTS, "%(account_people)s", "NOT b.is_child"),
    Q.FAMILY_TOO_LARGE: _shared(
        f"{_PHONES} UNION {_ACCOUNTS} UNION {_PARENTS}", "%(children)s + 1", "b.is_child"
    ),
    Q.AGE_IMPOSSIBLE: _each_person(
        "birth_on > starts_on OR birth_on <= starts_on - make_interval(years => %(oldest)s)"
        " OR NOT is_child AND birth_on > starts_on - make_interval(years => %(youngest)s)"
        " OR is_child AND birth_on <= starts_on - make_interval(years => %(oldest_child)s)",
        _AGE,
    ),
    Q.RETIREMENT_AGE: _each_person(
        "NOT is_child AND birth_on > starts_on - make_interval(years => %(oldest)s)"
        " AND birth_on <= starts_on - make_interval(years => CASE sex WHEN 'F'"
        " THEN %(retired_women)s ELSE %(retired_men)s END)",
        _AGE,
    ),
    Q.DEAD_COVERED: _each_person("died_on < %(day)s", "died_on::text"),
    Q.LEFT_COVERED: _each_person("NOT is_employed AND died_on IS NULL", "''"),
    Q.OVER_HEADCOUNT: """
        SELECT b.organisation_id, b.organisation_id || ':' || b.plan_id, array_agg(b.cover_id),
               count(*), min(p.code) || ' / ' || min(o.staff_count)
        FROM quality_base b JOIN organisations_organisation o ON o.id = b.organisation_id
        JOIN plans_plan p ON p.id = b.plan_id
        WHERE o.staff_count > 0 AND NOT b.is_child GROUP BY b.organisation_id, b.plan_id
        HAVING count(*) * %(rate_below)s > min(o.staff_count) * %(rate_above)s
    """,
    Q.NAME_MADE_UP: _each_person("name ~* %(made_up)s OR name = ANY (%(made_up_names)s)", "name"),
    Q.NAMES_IN_A_RUN: """
        WITH people AS (SELECT DISTINCT ON (organisation_id, person_id) organisation_id, person_id,
                               cover_id, name, substr(name, 2) AS given
                        FROM quality_base ORDER BY organisation_id, person_id, cover_id),
        islands AS (SELECT *, row_number() OVER (PARTITION BY organisation_id ORDER BY person_id)
                    - row_number() OVER (PARTITION BY organisation_id, given ORDER BY person_id)
                    AS island FROM people)
        SELECT organisation_id, organisation_id || ':run:' || min(person_id), array_agg(cover_id),
               count(*), min(given) FROM islands WHERE given <> ''
        GROUP BY organisation_id, given, island HAVING count(*) >= %(same_given)s
        UNION ALL
        SELECT organisation_id, organisation_id || ':name:' || min(person_id), array_agg(cover_id),
               count(*), name FROM people GROUP BY organisation_id, name
        HAVING count(*) >= %(same_name)s
    """,
    Q.BIRTH_DAY_SHARED: """
        WITH people AS (SELECT DISTINCT ON (organisation_id, person_id) organisation_id, cover_id,
                               birth_on FROM quality_base
                        ORDER BY organisation_id, person_id, cover_id),
        units AS (SELECT organisation_id, count(*) AS all_of_it FROM people GROUP BY 1)
        SELECT organisation_id, organisation_id || ':' || birth_on, array_agg(cover_id), count(*),
               birth_on::text
        FROM people JOIN units USING (organisation_id) GROUP BY organisation_id, birth_on
        HAVING count(*) >= %(born_together)s
           AND count(*) * 100 >= max(all_of_it) * %(born_percent)s
    """,
}


def clear_check(check: Q) -> str:
    """One statement: what a check finds, with the key of each thing hashed to one length."""
    return (
        _INTO + f"SELECT '{check.value}', t.o, encode(sha256(convert_to('{check.value}:' || t.k,"
        f" 'UTF8')), 'hex'), t.c, t.n, coalesce(t.x, '') FROM ({CLEAR[check]}) AS t(o, k, c, n, x)"
    )


# Only those who share unit and day of birth can have numbers that follow one another.
MAY_FOLLOW = """
SELECT b.organisation_id, b.person_id, min(b.cover_id), min(p.identity_cipher)
FROM quality_base b JOIN members_person p ON p.id = b.person_id
JOIN (SELECT organisation_id, birth_on FROM quality_base GROUP BY 1, 2
      HAVING count(DISTINCT person_id) >= %(identity_run)s) g
  ON g.organisation_id = b.organisation_id AND g.birth_on = b.birth_on
WHERE p.identity_kind = 'resident'
GROUP BY b.organisation_id, b.person_id ORDER BY b.organisation_id, b.person_id
"""
WITH_PHONE = """
SELECT b.organisation_id, b.person_id, min(b.cover_id), min(p.phone_cipher)
FROM quality_base b JOIN members_person p ON p.id = b.person_id
WHERE p.phone_cipher IS NOT NULL
GROUP BY b.organisation_id, b.person_id ORDER BY b.organisation_id, b.person_id
"""
FOUND = """
SELECT f.check_code, f.subject, f.organisation_id, max(b.org_path), max(b.city_id),
  max(b.county_id), mode() WITHIN GROUP (ORDER BY b.handler_id), f.number, f.extra,
  (jsonb_agg(jsonb_build_object('person', b.person_ref, 'cover', b.cover_ref) ORDER BY b.cover_id)
     FILTER (WHERE b.cover_id = ANY (f.covers[1:200])))::text
FROM (SELECT DISTINCT ON (check_code, subject) * FROM quality_found ORDER BY check_code, subject) f
JOIN quality_base b ON b.cover_id = ANY (f.covers)
GROUP BY f.check_code, f.subject, f.organisation_id, f.number, f.extra
"""
SEEN = (
    "ref text, check_code text, subject text, organisation_id bigint, org_path text,"
    " city_id bigint, county_id bigint, handler_id bigint, handler_label text, handler_token text,"
    " number integer, people text, detail_zh text, detail_en text"
)
UPSERT = """
INSERT INTO enrolment_qualityfinding AS q (ref, check_code, subject, organisation_id, org_path,
  city_id, county_id, handler_id, handler_label, handler_token, number, people, detail_zh,
  detail_en, first_seen_on, last_seen_on, state, reason, decided_by_label, decided_by_token)
SELECT ref, check_code, subject, organisation_id, org_path, city_id, county_id, handler_id,
  handler_label, handler_token, number, people::jsonb, detail_zh, detail_en, %(day)s, %(day)s,
  'open', '', '', ''
FROM quality_seen ORDER BY check_code, subject
ON CONFLICT (check_code, subject) DO UPDATE SET number = EXCLUDED.number, people = EXCLUDED.people,
  detail_zh = EXCLUDED.detail_zh, detail_en = EXCLUDED.detail_en,
  last_seen_on = EXCLUDED.last_seen_on,
  state = CASE WHEN q.state = 'mended' THEN 'open' ELSE q.state END,
  reason = CASE WHEN q.state = 'mended' THEN '' ELSE q.reason END
"""
GONE = """
UPDATE enrolment_qualityfinding SET state = 'mended', reason = %(reason)s, decided_at = %(at)s,
  decided_by_id = NULL, decided_by_label = %(label)s, decided_by_token = %(token)s
WHERE state = 'open' AND last_seen_on < %(day)s {within}
"""
# A place and all below it: the unit itself where something was found, its county, city and office.
SNAPSHOTS = """
WITH found AS (
  SELECT check_code, organisation_id, count(DISTINCT cover_id) AS found
  FROM quality_found CROSS JOIN unnest(covers) AS c(cover_id) GROUP BY 1, 2),
units AS (
  SELECT organisation_id, org_path, min(county_id) AS county_id, min(city_id) AS city_id,
    count(*) AS base FROM quality_base GROUP BY 1, 2),
places AS (
  SELECT u.organisation_id, u.base, l.place FROM units u
  CROSS JOIN LATERAL (SELECT DISTINCT unnest(ARRAY[u.organisation_id, u.county_id, u.city_id,
    split_part(u.org_path, '/', 2)::bigint]) AS place) l WHERE l.place IS NOT NULL),
bases AS (SELECT place, sum(base) AS base FROM places GROUP BY place),
sums AS (SELECT p.place, f.check_code, sum(f.found) AS found FROM places p
         JOIN found f USING (organisation_id) GROUP BY 1, 2)
INSERT INTO enrolment_qualitysnapshot (day, organisation_id, org_path, check_code, found, base)
SELECT %(day)s, o.id, o.path, k.check_code, coalesce(s.found, 0), bases.base
FROM bases JOIN organisations_organisation o ON o.id = bases.place
CROSS JOIN unnest(%(checks)s::text[]) AS k(check_code)
LEFT JOIN sums s ON s.place = bases.place AND s.check_code = k.check_code
WHERE (o.kind <> 'unit' OR s.found IS NOT NULL) {within}
ON CONFLICT (day, organisation_id, check_code) DO UPDATE
  SET found = EXCLUDED.found, base = EXCLUDED.base
"""
