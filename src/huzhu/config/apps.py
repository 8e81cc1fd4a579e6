from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "huzhu.config"

    def ready(self) -> None:
        from huzhu.config import keys, signals, wiring
        from huzhu.kernel import facts, keyring
        from huzhu.kernel.converters import register_all

        register_all()
        keyring.install(keys.load_keyring)
        facts.set_publisher(wiring.deliver_by_job)
        signals.connect()
