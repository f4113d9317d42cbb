"""Addresses of years, duties, extensions, suggested models."""

from django.urls import path

from models_registry.years import extensions, themes
from models_registry.years import views as years

urlpatterns = [
    path("nam/", years.cycle_list, name="cycle_list"),
    path("nam/tao/", years.cycle_create, name="cycle_create"),
    path("nam/giai-doan/", years.period_create, name="period_create"),
    path("nam/<int:year>/", years.cycle_edit, name="cycle_edit"),
    path("nam/<int:year>/mo/", years.cycle_open, name="cycle_open"),
    path("nam/<int:year>/khep/", years.cycle_close, name="cycle_close"),
    path("nam/<int:year>/mo-lai/", years.cycle_reopen, name="cycle_reopen"),
    path("nam/<int:year>/nhiem-vu/", years.duty_list, name="duty_list"),
    path("nam/<int:year>/nhiem-vu/<str:unit>/", years.duty_edit, name="duty_edit"),
    path("goi-y/", themes.theme_list, name="theme_list"),
    path("goi-y/them/", themes.theme_add, name="theme_add"),
    path("goi-y/<uuid:token>/", themes.theme_edit, name="theme_edit"),
    path("nam/<int:year>/gia-han/", extensions.extension_list, name="extension_list"),
    path(
        "nam/<int:year>/gia-han/<str:unit>/<str:window>/thu-hoi/", extensions.extension_revoke, name="extension_revoke"
    ),
]
