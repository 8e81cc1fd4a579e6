import time, pytest
from factories.tree import make_tree
from factories.enrolment import *
from huzhu.organisations.models import Organisation
def test_smoke(house, at):
    tree=make_tree(); publish_plan(at)
    unit=tree["王益区一厂"]
    r=checked_roster(unit, at, as_xlsx(lines(10)))
    print(r.state, r.rows_good, r.rows_bad, r.participation, r.fees, r.refusal, r.rows.values_list("errors", flat=True)[:3])
    with collecting() as f:
        e=post_roster(by=service("t"), at=at, roster_ref=r.ref)
    print(e, f, list(e.dues.values()))
N=10000
def test_speed(house, at):
    import cProfile, pstats, os
    n=int(os.environ.get("N","10000"))
    tree=make_tree(); publish_plan(at)
    unit=tree["王益区一厂"]; Organisation.objects.filter(pk=unit.pk).update(staff_count=n, women_count=n); unit.refresh_from_db()
    c=as_xlsx(lines(n)); print(len(c))
    pr=cProfile.Profile() if os.environ.get("PROF") else None
    if pr: pr.enable()
    t=time.time(); r=checked_roster(unit, at, c); t1=time.time(); print("check", t1-t, r.rows_good, r.rows_bad, r.refusal)
    with collecting() as f:
        e=post_roster(by=service("t"), at=at, roster_ref=r.ref)
    print("post", time.time()-t1)
    if pr: pr.disable(); pstats.Stats(pr).sort_stats("tottime").print_stats(22)
