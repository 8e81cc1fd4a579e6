"""Who may open a page, and what the database shows while it is made.

Every view of the console wears one of two decorators. Both log in, find the officer behind the
account, and run the view (its rendering and any stream it answers with included) inside one
transaction that sees the officer's jurisdiction and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render, resolve_url
from django.utils.translation import get_language

from huzhu.kernel import clock
from huzhu.kernel.errors import NotPermitted, NotVisible, Refusal
from huzhu.kernel.scope import Scope, acting_in, everything
from huzhu.kernel.text import is_english
from huzhu.organisations.enums import Role
from huzhu.organisations.queries import officer_of
from huzhu.organisations.rules import Officer

View = Callable[..., HttpResponse]
NOWHERE = ("/-/",)  # a prefix that no path has: only what is the account's own is seen
NEVER_KEPT = ("csrfmiddlewaretoken", "password")


def officer_view(*roles: Role, again: View | None = None) -> Callable[[View], View]:
    """A page of business: for officers with one of `roles`, or with any business scope.

    Sets `request.officer`, `request.scope` (the officer's), `request.at` and `request.lang`.
    NotVisible becomes the 404 of an unknown address, NotPermitted a 403 page. Any other Refusal
    rolls the view back and is answered by 422: with the page of `again` (another decorated view
    that takes the same arguments), which finds `request.refusal` and `request.typed`; without it,
    with a message page that shows what was typed.
    """
    return _decorator(_business_scope, roles, again)


def administrator_view(*roles: Role, again: View | None = None) -> Callable[[View], View]:
    """A page without business data: the same, and system administrators may open it as well.

    Their `request.scope` is where they are appointed; `request.officer.scope` would be empty.
    """
    return _decorator(_administration_scope, roles, again)


def account_view(view: View) -> View:
    """A page for whoever is logged in; of business data it sees nothing."""
    return _decorator(lambda officer, _roles: Scope(NOWHERE, officer.account_id), (), None)(view)


def without_scope(request: HttpRequest) -> HttpResponse:
    """What an account without business data sees in place of its work."""
    return render(request, "console/no_scope.html")


def client_address(request: HttpRequest) -> str:
    """Where a request came from, by the same reckoning as the lock-out of the log-in."""
    from allauth.account.adapter import get_adapter

    return get_adapter(request).get_client_ip(request)


def _decorator(
    scope_for: Callable[[Officer, tuple[Role, ...]], Scope],
    roles: tuple[Role, ...],
    again: View | None,
) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return _to_login(request)
            identify(request)
            try:
                request.scope = scope_for(request.officer, roles)
                return _answered(request, view, again, *args, **kwargs)
            except NotVisible:
                return _in_scope_or_not(request, "404.html", 404)
            except NotPermitted as refusal:
                request.refusal = refusal
                return _in_scope_or_not(request, "403.html", 403)

        return inner

    return decorate


def identify(request: HttpRequest) -> None:
    """Puts the instant, the language and the officer of a logged-in account on the request."""
    request.at = clock.now()
    request.lang = "en" if is_english(get_language() or "zh") else "zh"
    request.refusal, request.typed, request.scope = None, None, None
    with acting_in(everything(request.user.pk)):
        request.officer = officer_of(
            request.user, on=clock.civil_date(request.at), origin=client_address(request)
        )


def _business_scope(officer: Officer, roles: tuple[Role, ...]) -> Scope:
    if not officer.has_business_scope or (roles and not officer.holds(*roles)):
        raise NotPermitted
    return officer.scope


def _administration_scope(officer: Officer, roles: tuple[Role, ...]) -> Scope:
    if officer.holds(Role.SYSTEM_ADMINISTRATOR):
        places = {held.org_path for held in officer.held}
        return Scope(tuple(sorted(places)), officer.account_id)
    return _business_scope(officer, roles)


def _inside(request: HttpRequest, view: View, *args: Any, **kwargs: Any) -> HttpResponse:
    """The view's answer, finished while the database still shows the officer's jurisdiction."""
    with acting_in(request.scope):
        response = view(request, *args, **kwargs)
        if callable(getattr(response, "render", None)):
            response = response.render()
    if isinstance(response, StreamingHttpResponse) and not isinstance(response, FileResponse):
        response.streaming_content = _streamed(request.scope, response.streaming_content)
    response.headers.setdefault("Cache-Control", "private, no-store")
    return response


def _streamed(scope: Scope, chunks: Iterable[bytes]) -> Iterator[bytes]:
    with acting_in(scope):
        yield from chunks


def _answered(
    request: HttpRequest, view: View, again: View | None, *args: Any, **kwargs: Any
) -> HttpResponse:
    """The view's page, or the one that tells why not. Raises NotVisible and NotPermitted, also
    where something else was refused first: what is typed for a thing tells nothing of the thing."""
    try:
        return _inside(request, view, *args, **kwargs)
    except (NotVisible, NotPermitted):
        raise
    except Refusal as refusal:
        return _refused(request, refusal, again, *args, **kwargs)


def _refused(
    request: HttpRequest, refusal: Refusal, again: View | None, *args: Any, **kwargs: Any
) -> HttpResponse:
    request.refusal, request.typed = refusal, request.POST
    if again is None:
        return _in_scope_or_not(request, "422.html", 422, {"kept": _what_was_typed(request)})
    view = getattr(again, "__wrapped__", again)
    request.method = "GET"
    response = _inside(request, view, *args, **kwargs)
    response.status_code = 422
    return response


def _what_was_typed(request: HttpRequest) -> list[tuple[str, str]]:
    return [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if value and not any(word in name for word in NEVER_KEPT)
    ]


def _in_scope_or_not(
    request: HttpRequest, template: str, status: int, context: dict[str, Any] | None = None
) -> HttpResponse:
    """A message page; the notices counted in its head need the account's own transaction."""
    with acting_in(request.scope or Scope(NOWHERE, request.user.pk)):
        return render(request, template, context, status=status)


def _to_login(request: HttpRequest) -> HttpResponse:
    """A page asks for the log-in page; a fragment asks its page to go there."""
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": resolve_url("account_login")})
    return redirect_to_login(request.get_full_path())
