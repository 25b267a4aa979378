"""The plain way: what Django, DRF and django-filter give for the same table, with no more thought
than ``select_related``. Its addresses stand beside the portal's only while measuring."""

from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, Sum
from django.template import engines
from django.urls import include, path
from django.utils.decorators import method_decorator
from django.views.generic import ListView
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.filters import SearchFilter
from rest_framework.pagination import PageNumberPagination
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter
from rest_framework.serializers import CharField, HyperlinkedIdentityField, ModelSerializer
from rest_framework.views import APIView
from rest_framework.viewsets import ModelViewSet

from bengkalis.urls import urlpatterns as portal
from registry.api.serializers import PUBLIC_FIELDS
from registry.models import Cooperative, EnterpriseYear

ROWS = Cooperative.objects.select_related("district", "village").order_by("search_name", "id")
PAGE = """{% extends "base.html" %}{% block content %}<h1>Koperasi</h1><table class="table">
{% for row in page_obj %}<tr>
<th><a href="{% url "cooperative" row.uid %}">{{ row.name }}</a>
{% if row.is_demo %}CONTOH{% endif %}<td>{{ row.get_kind_display }}
<td>{{ row.district.name }}<td>{{ row.village.name }}
<td>{{ row.get_status_display }}<td>{{ row.deed_number }}</tr>{% endfor %}</table>
<p>{{ page_obj.number }} dari {{ paginator.num_pages }}, {{ paginator.count }} koperasi
{% if page_obj.has_next %}<a href="?page={{ page_obj.next_page_number }}">Berikutnya</a>{% endif %}
{% endblock %}"""


class PlainSerializer(ModelSerializer):
    """The same fields as the portal shows a stranger."""

    district = CharField(source="district.kemendagri_code")
    district_bps = CharField(source="district.bps_code")
    district_name = CharField(source="district.name")
    village = CharField(source="village.kemendagri_code", default=None)
    village_bps = CharField(source="village.bps_code", default=None)
    village_name = CharField(source="village.name", default=None)
    url = HyperlinkedIdentityField("plain-detail", lookup_field="uid")

    class Meta:
        model = Cooperative
        fields = PUBLIC_FIELDS


class PlainPages(PageNumberPagination):
    page_size = 50


class PlainViewSet(ModelViewSet):
    queryset = ROWS
    serializer_class = PlainSerializer
    pagination_class = PlainPages
    lookup_field = "uid"
    filter_backends = (DjangoFilterBackend, SearchFilter)
    filterset_fields = ("status", "kind")
    search_fields = ("name",)
    http_method_names = ("get",)
    authentication_classes = permission_classes = throttle_classes = ()


@method_decorator(login_not_required, name="dispatch")
class PlainList(ListView):
    queryset = ROWS
    paginate_by = 50

    def get_template_names(self):
        return engines["django"].from_string(PAGE)


class PlainStatistics(APIView):
    """MSMEs of a year by kecamatan, section and size class, grouped at every request."""

    authentication_classes = permission_classes = throttle_classes = ()

    def get(self, request):
        cell = ("district__kemendagri_code", "section__code", "size_pp7")
        rows = EnterpriseYear.objects.filter(year=request.GET["year"]).order_by()
        sums = {"units": Count("pk"), "total_sales": Sum("sales"), "men": Sum("workers_male")}
        return Response(list(rows.values(*cell).annotate(**sums)))


router = SimpleRouter()
router.register("api", PlainViewSet, basename="plain")
urlpatterns = [
    path("biasa/koperasi/", PlainList.as_view()),
    path("biasa/statistik/", PlainStatistics.as_view()),
    path("biasa/", include(router.urls)),
    *portal,
]
