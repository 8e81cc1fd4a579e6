from django.apps import AppConfig


class PublicSiteConfig(AppConfig):
    name = "huzhu.public_site"
