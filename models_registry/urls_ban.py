"""Addresses of the Ban's side of the register: years, the queue, imports."""

from django.urls import path

from .views import years

urlpatterns = [
    path("nam/", years.cycle_list, name="cycle_list"),
    path("nam/tao/", years.cycle_create, name="cycle_create"),
    path("nam/giai-doan/", years.period_create, name="period_create"),
    path("nam/<int:year>/", years.cycle_edit, name="cycle_edit"),
    path("nam/<int:year>/mo/", years.cycle_open, name="cycle_open"),
    path("nam/<int:year>/khep/", years.cycle_close, name="cycle_close"),
    path("nam/<int:year>/nhiem-vu/", years.duty_list, name="duty_list"),
    path("nam/<int:year>/nhiem-vu/<str:unit>/", years.duty_edit, name="duty_edit"),
]
