"""Addresses of the register, room by room."""

from models_registry.carry_over import urls as carry_over
from models_registry.implementation import urls as implementation
from models_registry.imports import urls as imports
from models_registry.initiative.files import urls as files
from models_registry.library import urls as library
from models_registry.own_models import urls as own_models
from models_registry.registration import urls as registration
from models_registry.reviewing import urls as reviewing
from models_registry.years import urls as years

app_name = "registry"
urlpatterns = [
    *years.urlpatterns,
    *registration.urlpatterns,
    *reviewing.urlpatterns,
    *carry_over.urlpatterns,
    *library.urlpatterns,
    *implementation.urlpatterns,
    *imports.urlpatterns,
    *files.urlpatterns,
    *own_models.urlpatterns,
]
