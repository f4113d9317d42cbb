"""Addresses of the library, learning requests, recognition by the province."""

from django.urls import path

from models_registry.library import learning, province
from models_registry.library import views as library

urlpatterns = [
    path("thu-vien/", library.library_list, name="library_list"),
    path("thu-vien/<str:code>/", library.library_detail, name="library_detail"),
    path("thu-vien/<str:code>/cap-tinh/", province.province_record, name="province_record"),
    path("thu-vien/<str:code>/cap-tinh/thoi/", province.province_end, name="province_end"),
    path("thu-vien/<str:code>/xin-hoc-tap/", learning.learn_ask, name="learn_ask"),
    path("hoc-tap/", learning.learn_list, name="learn_list"),
    path("hoc-tap/<uuid:token>/", learning.learn_answer, name="learn_answer"),
]
