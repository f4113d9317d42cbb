"""Addresses of the Ban's side of the register: years, the queue, imports."""

from django.urls import path

from models_registry.carry_over import views as carry_over
from models_registry.implementation import views as work
from models_registry.imports import batch_views
from models_registry.imports import views as imports
from models_registry.reviewing.bulk import views as bulk
from models_registry.reviewing.views import phrases, queue, review, saved_views
from models_registry.years import views
from models_registry.years.extensions import views
from models_registry.years.themes import views

urlpatterns = [
    path("nam/", views.cycle_list, name="cycle_list"),
    path("nam/tao/", views.cycle_create, name="cycle_create"),
    path("nam/giai-doan/", views.period_create, name="period_create"),
    path("nam/<int:year>/", views.cycle_edit, name="cycle_edit"),
    path("nam/<int:year>/mo/", views.cycle_open, name="cycle_open"),
    path("nam/<int:year>/khep/", views.cycle_close, name="cycle_close"),
    path("nam/<int:year>/mo-lai/", views.cycle_reopen, name="cycle_reopen"),
    path("nam/<int:year>/nhiem-vu/", views.duty_list, name="duty_list"),
    path("nam/<int:year>/nhiem-vu/<str:unit>/", views.duty_edit, name="duty_edit"),
    path("nam/<int:year>/ra-soat/", carry_over.carry_over_board, name="carry_over_board"),
    path("nam/<int:year>/ra-soat/nhac/", carry_over.carry_over_remind, name="carry_over_remind"),
    path("nam/<int:year>/ra-soat/<str:unit>/", carry_over.carry_over_behalf, name="carry_over_behalf"),
    path("goi-y/", views.theme_list, name="theme_list"),
    path("goi-y/them/", views.theme_add, name="theme_add"),
    path("goi-y/<uuid:token>/", views.theme_edit, name="theme_edit"),
    path("nam/<int:year>/gia-han/", views.extension_list, name="extension_list"),
    path("nam/<int:year>/gia-han/<str:unit>/<str:window>/thu-hoi/", views.extension_revoke, name="extension_revoke"),
    path("ho-so/", queue.review_list, name="review_list"),
    path("ho-so/nhieu/", bulk.bulk_start, name="bulk_start"),
    path("ho-so/nhieu/<uuid:token>/", bulk.bulk_show, name="bulk_show"),
    path("ho-so/nhieu/<uuid:token>/chia/", bulk.bulk_share, name="bulk_share"),
    path("ho-so/nhieu/<uuid:token>/hoan-tac/", bulk.bulk_undo, name="bulk_undo"),
    path("ho-so/bo-loc/", saved_views.view_list, name="view_list"),
    path("ho-so/bo-loc/<uuid:token>/", saved_views.view_edit, name="view_edit"),
    path("ho-so/<str:code>/", review.review_detail, name="review_detail"),
    path("ho-so/<str:code>/tiep-nhan/", review.review_receive, name="review_receive"),
    path("ho-so/<str:code>/de-nghi-bo-sung/", review.review_return, name="review_return"),
    path("ho-so/<str:code>/khong-tiep-nhan/", review.review_refuse, name="review_refuse"),
    path("ho-so/<str:code>/danh-dau/", review.review_tags, name="review_tags"),
    path("ho-so/<str:code>/rut-nhap-ho/", review.review_withdraw, name="review_withdraw"),
    path("ho-so/<str:code>/phan-cong/", review.review_assign, name="review_assign"),
    path("thuc-hien/", work.work_list, name="work_list"),
    path("thuc-hien/nhac/", work.work_remind, name="work_remind"),
    path("cau-mau/", phrases.phrase_list, name="phrase_list"),
    path("cau-mau/<int:number>/", phrases.phrase_edit, name="phrase_edit"),
    path("nhap-du-lieu/", batch_views.import_list, name="import_list"),
    path("nhap-du-lieu/mo-hinh/", imports.import_upload, name="import_upload"),
    path("nhap-du-lieu/mo-hinh/mau.xlsx", imports.import_template, name="import_template"),
    path("nhap-du-lieu/mo-hinh/<uuid:token>/", imports.import_preview, name="import_preview"),
    path("nhap-du-lieu/mo-hinh/<uuid:token>/ket-qua/", imports.import_result, name="import_result"),
    path("nhap-du-lieu/mo-hinh/<uuid:token>/hoan-tac/", imports.import_undo, name="import_undo"),
    path("nhap-du-lieu/mo-hinh/<uuid:token>/dong-khong-nhap.xlsx", imports.import_rejected, name="import_rejected"),
]
