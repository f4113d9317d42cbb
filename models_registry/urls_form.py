"""Addresses of the units' side of the register: own models, the registration form, files, the library."""

from django.urls import path

from models_registry.carry_over import views as carry_over
from models_registry.implementation import views as work
from models_registry.initiative.files import views
from models_registry.library import views as library
from models_registry.library.learning import views as learning
from models_registry.library.province import views as province
from models_registry.own_models.views import ending, pages
from models_registry.registration.views import autosaving, checking, starting, steps, supplement

urlpatterns = [
    path("mo-hinh/", pages.initiative_list, name="initiative_list"),
    path("mo-hinh/dang-ky/", starting.initiative_start, name="initiative_start"),
    path("mo-hinh/<str:code>/", pages.initiative_detail, name="initiative_detail"),
    path("mo-hinh/<str:code>/buoc/<int:number>/", steps.initiative_step, name="initiative_step"),
    path("mo-hinh/<str:code>/ten-gan-giong/", steps.near_list, name="near_list"),
    path("mo-hinh/<str:code>/buoc/<int:number>/luu-nhap/", autosaving.initiative_autosave, name="initiative_autosave"),
    path("mo-hinh/<str:code>/kiem-tra/", checking.initiative_check, name="initiative_check"),
    path("mo-hinh/<str:code>/da-gui/", checking.initiative_receipt, name="initiative_receipt"),
    path("mo-hinh/<str:code>/bo-sung/", supplement.initiative_supplement, name="initiative_supplement"),
    path("mo-hinh/<str:code>/lan-gui/<int:number>/", pages.submission_changes, name="submission_changes"),
    path("mo-hinh/<str:code>/rut/", ending.initiative_withdraw, name="initiative_withdraw"),
    path("mo-hinh/<str:code>/mo-lai/", ending.initiative_reopen, name="initiative_reopen"),
    path("mo-hinh/<str:code>/dung/", ending.initiative_discontinue, name="initiative_discontinue"),
    path("mo-hinh/<str:code>/nhap-ho/", ending.initiative_behalf, name="initiative_behalf"),
    path("mo-hinh/<str:code>/xoa/", ending.initiative_delete, name="initiative_delete"),
    path("mo-hinh/<str:code>/khoi-phuc/", ending.initiative_restore, name="initiative_restore"),
    path("mo-hinh/<str:code>/tin/", work.note_add, name="note_add"),
    path("mo-hinh/<str:code>/tin/<int:number>/bo/", work.note_remove, name="note_remove"),
    path("mo-hinh/<str:code>/moc/", work.milestone_edit, name="milestone_edit"),
    path("mo-hinh/<str:code>/moc/<int:number>/", work.milestone_mark, name="milestone_mark"),
    path("mo-hinh/<str:code>/tep/", views.attachment_add, name="attachment_add"),
    path("mo-hinh/<str:code>/tep/<str:token>/", views.attachment_download, name="attachment_download"),
    path("mo-hinh/<str:code>/tep/<str:token>/nho/", views.attachment_thumb, name="attachment_thumb"),
    path("mo-hinh/<str:code>/tep/<str:token>/chu-thich/", views.attachment_edit, name="attachment_edit"),
    path("mo-hinh/<str:code>/tep/<str:token>/xoa/", views.attachment_remove, name="attachment_remove"),
    path("ra-soat-<int:year>/", carry_over.carry_over_review, name="carry_over_review"),
    path("thu-vien/", library.library_list, name="library_list"),
    path("thu-vien/<str:code>/", library.library_detail, name="library_detail"),
    path("thu-vien/<str:code>/cap-tinh/", province.province_record, name="province_record"),
    path("thu-vien/<str:code>/cap-tinh/thoi/", province.province_end, name="province_end"),
    path("thu-vien/<str:code>/xin-hoc-tap/", learning.learn_ask, name="learn_ask"),
    path("hoc-tap/", learning.learn_list, name="learn_list"),
    path("hoc-tap/<uuid:token>/", learning.learn_answer, name="learn_answer"),
]
