"""“Tổng quan phong trào”: the year in figures for leaders, each with the rows it counts."""
