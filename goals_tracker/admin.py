from django.contrib import admin

from goals_tracker.models import Job


@admin.register(Job)
class JobAdmin(admin.ModelAdmin):
    list_display = [
        "task",
        "status",
        "attempts",
        "worker",
        "enqueued_at",
        "finished_at",
    ]
    list_filter = ["status"]
    exclude = ["arguments"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
