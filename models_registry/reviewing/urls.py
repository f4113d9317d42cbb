"""Addresses of the queue and the review."""

from django.urls import path

from models_registry.reviewing.bulk import views as bulk
from models_registry.reviewing.views import phrases, queue, review, saved_views

urlpatterns = [
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
    path("cau-mau/", phrases.phrase_list, name="phrase_list"),
    path("cau-mau/<int:number>/", phrases.phrase_edit, name="phrase_edit"),
]
