from django.contrib import admin

from goals_tracker.tasks import engine

# The library's own pages could retry tasks and edit schedules, which the settings then
# override.
for model in engine.MODELS:
    if admin.site.is_registered(model):
        admin.site.unregister(model)


@admin.register(engine.MODELS[0])
class TaskAdmin(admin.ModelAdmin):
    list_display = [
        "task_path",
        "status",
        "attempts",
        "locked_by",
        "enqueued_at",
        "finished_at",
    ]
    list_filter = ["status"]
    exclude = ["args", "kwargs"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
